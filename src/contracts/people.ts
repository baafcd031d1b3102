/**
 * Words of people's accounts.
 * invitation: a link that works once and sets the first password. closed: deactivated, or past its last day.
 */
import { z } from "zod";
import { PASSWORD_LENGTH } from "@/lib/password-length";

const Moment = z.iso.datetime({ offset: true });
const Email = z.email("this is no e-mail address").max(255).toLowerCase();
const PersonName = z.string().trim().min(1, "a name is needed").max(100);
const PersonId = z.string().min(1).max(100);

export const PersonStatus = z.enum(["active", "invited", "deactivated", "expired"]);
export type PersonStatus = z.infer<typeof PersonStatus>;

export const Person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  status: PersonStatus,
  hasSecondFactor: z.boolean(),
  /** Ways in which they can sign in: `password`, `oidc`. */
  signInBy: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastSeenAt: z.string().nullable(),
  sessions: z.number().int(),
});
export type Person = z.infer<typeof Person>;

export const InvitePerson = z.object({
  name: PersonName,
  email: Email,
  /** From then on the account is closed. */
  expiresAt: Moment.nullable().default(null),
});
export type InvitePerson = z.infer<typeof InvitePerson>;

/** A link that sets a password and works once. It is shown here and stored nowhere. */
export const PasswordLink = z.object({ personId: z.string(), path: z.string(), expiresAt: z.string() });
export type PasswordLink = z.infer<typeof PasswordLink>;

export const PersonInput = z.object({ personId: PersonId });
export type PersonInput = z.infer<typeof PersonInput>;

export const SetPersonExpiry = z.object({ personId: PersonId, expiresAt: Moment.nullable() });
export type SetPersonExpiry = z.infer<typeof SetPersonExpiry>;

export const PersonSession = z.object({
  id: z.string(),
  provider: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  startedAt: z.string(),
  lastSeenAt: z.string(),
  endsAt: z.string(),
  isThisOne: z.boolean(),
});
export type PersonSession = z.infer<typeof PersonSession>;

/** The caller, when it is a person. */
export const OwnAccount = z.object({
  account: z.object({ id: z.string(), name: z.string(), email: z.string(), hasSecondFactor: z.boolean() }).nullable(),
  sessions: z.array(PersonSession),
});
export type OwnAccount = z.infer<typeof OwnAccount>;

/** Without a person: the caller's own. */
export const EndSession = z.object({ sessionId: z.string().min(1).max(100), personId: PersonId.optional() });
export type EndSession = z.infer<typeof EndSession>;

export const SetUpFirst = z.object({
  token: z.string().min(1).max(200),
  name: PersonName,
  email: Email,
  password: z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max),
});
export type SetUpFirst = z.infer<typeof SetUpFirst>;
