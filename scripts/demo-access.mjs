import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Complaint, readJson, stateDir, writeFileWhole } from "./project.mjs";

const file = join(stateDir, "demo-access.json");
const WAIT_MS = 15_000;

/**
 * Credentials of the demo: a person and an API key, both with every scope. They are made once for a clone and kept
 * beside its database, which knows them from its first start on.
 * @returns {{ email: string, password: string, apiKey: string, secret: string } | undefined}
 */
export function demoAccess() {
  if (process.env.HOLDFAST_AUTH === "off") return undefined;
  const known = readJson(file);
  if (known?.apiKey) return known;
  const made = {
    email: "admin@example.org",
    password: Array.from({ length: 4 }, () => letters(5)).join("-"),
    apiKey: `hf_${letters(12)}_${randomBytes(32).toString("hex")}`,
    secret: randomBytes(32).toString("base64"),
  };
  writeFileWhole(file, `${JSON.stringify(made)}\n`, 0o600);
  return made;
}

/** What the server is told. What the caller has set themselves stands. */
export function accessEnv(access) {
  if (access === undefined) return {};
  return {
    HOLDFAST_AUTH: "on",
    AUTH_SECRET: access.secret,
    FIRST_API_KEY: access.apiKey,
    HOLDFAST_ADMIN_EMAIL: access.email,
    HOLDFAST_ADMIN_PASSWORD: access.password,
  };
}

/** Headers by which a request is let in. */
export function accessHeaders(access) {
  return access === undefined ? {} : { authorization: `Bearer ${access.apiKey}` };
}

/** The server stores both after it has begun to answer. */
export async function untilLetIn(url, access) {
  if (access === undefined) return;
  for (const giveUpAt = performance.now() + WAIT_MS; performance.now() < giveUpAt; await wait(50)) {
    const answer = await fetch(`${url}/api/trpc/people.list`, { headers: accessHeaders(access) });
    if (answer.ok && (await answer.text()).includes(access.email)) return;
  }
  throw new Complaint(
    "The database knows other credentials than .holdfast/demo-access.json. Use another database, or set HOLDFAST_AUTH=off.",
  );
}

/** Small letters that can't be taken for one another. */
function letters(count) {
  const signs = "abcdefghjkmnpqrstuvwxyz23456789";
  return Array.from({ length: count }, () => signs[randomInt(signs.length)]).join("");
}
