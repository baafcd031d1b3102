// Written from docs/hash-chain.md alone. It imports nothing of the product, so that a fault there can't hide here.
import { createHash } from "node:crypto";

/** A row of audit_events as text, in column names; `event_data` is the database's own text. */
export type VerifierRow = Record<string, string | boolean | null>;
export type VerifierHead = { chain_seq: string; head_hash: string | null } | undefined;

const hashed = (
  "actor_id actor_ip actor_type cluster_name correlation_id duration_ms error_code error_message event_action event_category " +
  "event_id event_outcome event_timestamp event_type event_version is_sensitive namespace parent_event_date parent_event_id " +
  "received_at resource_id resource_type severity"
).split(" ");

/** What is wrong with the chain, in words; empty when it holds. Rows must be in order of chain_seq. */
export function verifyIndependently(rows: readonly VerifierRow[], head: VerifierHead): string[] {
  const faults: string[] = [];
  let previous = "";
  rows.forEach((row, index) => {
    if (row.chain_seq !== String(index + 1)) faults.push(`position ${index + 1} holds ${row.chain_seq}`);
    if ((row.previous_event_hash ?? "") !== previous) faults.push(`event ${index + 1} doesn't follow the one before`);
    if (row.event_hash !== eventHash(row, previous)) faults.push(`event ${index + 1} doesn't match its hash`);
    previous = String(row.event_hash);
  });
  if ((head?.chain_seq ?? "0") !== String(rows.length))
    faults.push(`the head says ${head?.chain_seq}, there are ${rows.length}`);
  if ((head?.head_hash ?? "") !== previous) faults.push("the head's hash isn't the last event's");
  return faults;
}

function eventHash(row: VerifierRow, previous: string): string {
  const fields = hashed.map((name) => `${JSON.stringify(name)}:${fieldText(name, row[name] ?? null)}`).join(",");
  const content = sha256(Buffer.from(`{${fields}}`), sha256(Buffer.from(canonical(String(row.event_data)))));
  const position = Buffer.alloc(8);
  position.writeBigUInt64BE(BigInt(String(row.chain_seq)));
  const before = previous === "" ? Buffer.alloc(32) : Buffer.from(previous, "hex");
  return sha256(Buffer.from("holdfast-v1\0"), before, position, content).toString("hex");
}

function fieldText(name: string, value: string | boolean | null): string {
  return name === "duration_ms" || typeof value !== "string" ? String(value) : JSON.stringify(value);
}

function sha256(...parts: Buffer[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

/** Numbers are made strings with a mark no text can hold, so that the platform's parser can't round them. */
export function canonical(json: string): string {
  const marked = json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token[0] === '"' ? token : `"\\u0000${token}"`,
  );
  return write(JSON.parse(marked));
}

function write(value: unknown): string {
  if (typeof value === "string") return value[0] === "\u0000" ? decimal(value.slice(1)) : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(",")}}`;
}

/** ECMAScript's layout, all digits: value = 0.DIGITS × 10^n. */
function decimal(token: string): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] = /^(-?)(\d+)\.?(\d*)[eE]?(.*)$/.exec(token) ?? [];
  const digits = (whole + fraction).replace(/^0+|0+$/g, "");
  if (digits === "") return "0";
  const n = whole.length - (/^0*/.exec(whole + fraction)?.[0].length ?? 0) + Number(power || "0");
  const k = digits.length;
  if (k <= n && n <= 21) return sign + digits.padEnd(n, "0");
  if (0 < n && n <= 21) return `${sign}${digits.slice(0, n)}.${digits.slice(n)}`;
  if (-6 < n && n <= 0) return `${sign}0.${"0".repeat(-n)}${digits}`;
  return `${sign}${digits[0]}${k > 1 ? "." : ""}${digits.slice(1)}e${n > 0 ? "+" : "-"}${Math.abs(n - 1)}`;
}
