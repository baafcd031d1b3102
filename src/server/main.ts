import { loadEnv } from "@/env";
import { createPages } from "./infra/pages";
import { startServer } from "./start";

await startServer(loadEnv(), createPages);
