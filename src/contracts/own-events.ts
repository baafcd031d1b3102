/** What this server writes about itself and takes from nobody: who could send it could forge evidence. */
import type { EventCategory } from "./audit";

/** Existing clients don't know these categories and fail on them. */
export const OWN_CATEGORIES = ["access", "hold", "retention", "dlq"] as const satisfies readonly EventCategory[];

/**
 * Begins the correlation ids of the chains that record access: `access:<day>:<n of 16>`. What lies in them, and every event
 * of the category `access`, is there for who has the scope `access:read` and for nobody else.
 */
export const ACCESS_CHAINS = "access:";

/** What the correlation ids of our own chains begin with: records of access, legal holds, runs of retention and the queue. */
export const OWN_CHAINS = [ACCESS_CHAINS, "hold:", "run:"] as const;

export const OWN_WORDS = "is kept for this server's own records";

const own = (names: readonly string[]) => `(?:${names.join("|")})`;
const chain = `(?:ai-)*${own(OWN_CHAINS)}`;
const type = `${own(OWN_CATEGORIES)}\\.`;
const OWN = { category: RegExp(`^${own(OWN_CATEGORIES)}$`), chain: RegExp(`^${chain}`), type: RegExp(`^${type}`) };
/** Anything but printable ASCII could still look like one of ours, so it is worth a second look. */
const MAY_BE_OWN = { chain: RegExp(`[^!-~]|^${chain}`, "i"), type: RegExp(`[^!-~]|^${type}`, "i") };

/** Whether a correlation id names one of our own chains, or belongs to one as its alias. */
export function isOwnChain(correlationId: string): boolean {
  return MAY_BE_OWN.chain.test(correlationId) && OWN.chain.test(plainLook(correlationId));
}

export function isOwnType(eventType: string): boolean {
  return MAY_BE_OWN.type.test(eventType) && OWN.type.test(plainLook(eventType));
}

export function isOwnCategory(category: string): boolean {
  return OWN.category.test(plainLook(category));
}

/** Signs of other scripts that look like those of our names. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: "аα",
  c: "сϲ",
  d: "ԁ",
  e: "е",
  h: "һ",
  i: "іıι",
  l: "ӏ",
  n: "ո",
  o: "оοօ",
  q: "ԛ",
  r: "г",
  s: "ѕ",
  t: "т",
  u: "սυ",
  ":": "꞉∶ː׃։ः",
  ".": "․۔",
};
const PLAIN = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([plain, alike]) => Array.from(alike, (sign) => [sign, plain])),
);
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cc}\p{Cf}\p{M}]/gu;

/** A text as a reader sees it: without case, forms, accents, spaces and what has no width. */
function plainLook(text: string): string {
  const folded = text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(UNSEEN, "");
  return folded.replace(/[^!-~]/gu, (sign) => PLAIN.get(sign) ?? sign);
}
