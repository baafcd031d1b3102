import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createAuth,
  createAuthDoor,
  createSessionReader,
  type PeopleSettings,
  type ReadSession,
} from "@/server/access/people";
import { createAddressNote } from "@/server/infra/client-address";
import type { Ctx } from "@/server/infra/context";
import { requestIdOf } from "@/server/infra/request-id";

export const PASSWORD = "correct horse battery";

export type SignInServer = {
  url: string;
  settings: PeopleSettings;
  readSession: ReadSession;
  /** Sends JSON as a page of this server does. */
  post(path: string, body: unknown, cookie?: string, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
};

/** The door of sign-in alone, on a port of its own. */
export async function startSignIn(
  ctx: Ctx,
  overrides: Partial<PeopleSettings> = {},
  { port = 0, trustedProxies = [] }: { port?: number; trustedProxies?: string[] } = {},
): Promise<SignInServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings: PeopleSettings = {
    publicUrl: url,
    otherOrigins: [],
    secret: "a secret of thirty-two characters or more",
    isPasswordAllowed: true,
    sessionIdleMs: 3_600_000,
    sessionMaxMs: 12 * 3_600_000,
    oidc: undefined,
    ...overrides,
  };
  const readSession = createSessionReader({ db: ctx.db, clock: ctx.clock, settings });
  const door = createAuthDoor({ ctx, auth: createAuth(ctx, settings), readSession });
  const noteAddress = createAddressNote(trustedProxies);
  server.on("request", (req, res) => {
    requestIdOf(req);
    noteAddress(req);
    door(req, res);
  });
  return {
    url,
    settings,
    readSession,
    post: (path, body, cookie, headers = {}) =>
      fetch(`${url}/api/auth${path}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          origin: url,
          ...(cookie === undefined ? {} : { cookie }),
          ...headers,
        },
        body: JSON.stringify(body),
        redirect: "manual",
      }),
    close: () => closed(server),
  };
}

/** What a browser would send back. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0] ?? "")
    .filter((pair) => !pair.endsWith("="))
    .join("; ");
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
