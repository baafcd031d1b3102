/** What each record of access says, in a reader's words. */
const WORDS: Readonly<Record<string, string>> = {
  "access.session.started": "Signed in",
  "access.session.ended": "Session ended",
  "access.session.revoked": "Session ended from afar",
  "access.sign_in.refused": "Sign-in refused",
  "access.password.accepted": "Password right, second factor to come",
  "access.password.changed": "Password changed",
  "access.password.link_made": "Link for a new password made",
  "access.person.created": "Account made",
  "access.person.changed": "Account changed",
  "access.person.invited": "Invited",
  "access.person.deactivated": "Deactivated",
  "access.person.reactivated": "Reactivated",
  "access.person.expiry_set": "Last day set",
  "access.sign_in_method.created": "Way to sign in added",
  "access.sign_in_method.changed": "Way to sign in changed",
  "access.sign_in_method.removed": "Way to sign in removed",
  "access.second_factor.created": "Second factor prepared",
  "access.second_factor.changed": "Second factor changed",
  "access.second_factor.removed": "Second factor removed",
  "access.second_factor.refused": "Code of the second factor refused",
  "access.grant.created": "Role granted",
  "access.grant.revoked": "Role revoked",
  "access.key.created": "API key made",
  "access.key.rotated": "API key rotated",
  "access.key.revoked": "API key revoked",
  "access.read.reconstructed": "Remediation reconstructed",
  "access.payload.revealed": "Sensitive payload revealed",
  "access.read.payloads": "Sensitive payloads read",
};

export const LOG_TYPES = Object.entries(WORDS).map(([value, label]) => ({ value, label }));

export function logWords(eventType: string): string {
  return WORDS[eventType] ?? eventType.replace(/^access\./, "").replaceAll(/[._]/g, " ");
}

/** Whom or what a record is about: the name in its payload, else the id. */
export function logSubject(payload: string, resourceId: string): string {
  const data = payloadOf(payload);
  const named = ["email", "name", "subject", "correlation_id"].map((key) => data[key]);
  return named.find((value): value is string => typeof value === "string" && value !== "") ?? resourceId;
}

/** A record's payload without what the table says already. */
export function logDetails(payload: string): string {
  const { event_type: _type, ...rest } = payloadOf(payload);
  return JSON.stringify(rest, null, 2);
}

function payloadOf(payload: string): Record<string, unknown> {
  const data: unknown = JSON.parse(payload);
  return typeof data === "object" && data !== null ? { ...data } : {};
}
