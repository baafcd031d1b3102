import { fillDatabase } from "./fill-database";
import { startServer } from "./server";

/** One server with data serves all tests; HOLDFAST_E2E_URL names one that runs already. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  if (process.env.HOLDFAST_E2E_URL) return async () => {};
  const server = await startServer(fillDatabase);
  process.env.HOLDFAST_E2E_URL = server.url;
  return () => server.stop();
}
