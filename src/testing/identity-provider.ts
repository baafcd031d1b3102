import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export type Identity = { sub: string; email: string; emailVerified: boolean; name: string; groups: string[] };

export type IdentityProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Walks through its pages as a browser does, as this person; says where it sends the browser in the end. */
  signIn(authorizationUrl: string, sub: string): Promise<string>;
  close(): Promise<void>;
};

/** A real OpenID provider on a port of its own, which knows the given people and believes every password. */
export async function startIdentityProvider(redirectUri: string, people: () => Identity[]): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { client_id: "holdfast", client_secret: "the secret of the client", redirect_uris: [redirectUri] };
  const provider = new Provider(issuer, {
    clients: [client],
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ["a key of the test"] },
    ttl: { AccessToken: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
    findAccount: (_ctx, sub) => {
      const person = people().find((known) => known.sub === sub);
      if (person === undefined) return undefined;
      const { email, emailVerified, name, groups } = person;
      return { accountId: sub, claims: async () => ({ sub, email, email_verified: emailVerified, name, groups }) };
    },
  });
  const answer = provider.callback();
  server.on("request", (req, res) => void answer(req, res));
  return {
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    signIn: (url, sub) => walk(issuer, url, sub),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function walk(issuer: string, start: string, sub: string): Promise<string> {
  const cookies = new Map<string, string>();
  const ask = async (url: string, form?: Record<string, string>): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const sent = form && { method: "POST", body: new URLSearchParams(form) };
    const answer = await fetch(url, { ...sent, headers: { cookie }, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    return answer;
  };
  const forms: Record<string, string>[] = [{ prompt: "login", login: sub, password: "any" }, { prompt: "consent" }];
  let url = start;
  for (let step = 0; step < 12; step++) {
    const answer = await ask(url, url.includes("/interaction/") ? forms.shift() : undefined);
    const next = new URL(answer.headers.get("location") ?? "", url).href;
    if (!next.startsWith(issuer)) return next;
    url = next;
  }
  throw new Error("the identity provider sends the browser round in circles");
}
