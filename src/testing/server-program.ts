// The server without its pages, as a program: what a test starts as a process of its own.
import { loadEnv } from "@/env";
import { startServer } from "@/server/start";

await startServer(loadEnv(), async () => ({
  handle: (_, res) => {
    res.writeHead(404).end();
  },
  close: async () => {},
}));
