import { isFree } from "../../scripts/postgres/server.mjs";

const FROM = 20_000;
const COUNT = 10_000;

/**
 * A free port below those that the system gives to clients: while a killed server is away, a client that keeps trying
 * could otherwise be given the server's own port, connect to itself and keep the server from coming back.
 */
export async function lastingPort(): Promise<number> {
  for (;;) {
    const port = FROM + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
}
