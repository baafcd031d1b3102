import { loadEnv } from "@/env";
import { createPages } from "./infra/pages";
import { startServer } from "./start";

// What an event needs for its body and its row comes out of one allocation with many others'; of Node's own 8 KiB only
// half may be taken by one buffer, which rows often exceed.
Buffer.poolSize = 256 * 1024;

await startServer(loadEnv(), createPages);
