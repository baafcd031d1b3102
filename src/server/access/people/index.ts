/**
 * People: their accounts, sessions and sign-in. The sign-in library (better-auth) answers what browsers send to
 * `/api/auth`; everything an administrator does to an account is a verb of ours. Both write to the same tables, and
 * both leave a record in the transaction of the change.
 */
export { createAuth } from "./auth";
export { createPeople, type People } from "./composition";
export { createAuthDoor } from "./door";
export { prepareFirstAdministrator } from "./first-administrator";
export { createPageGuard } from "./page-guard";
export {
  deactivatePerson,
  invitePerson,
  linkForPassword,
  listPeople,
  reactivatePerson,
  setPersonExpiry,
} from "./people";
export { createSessionProvider, createSessionReader, type ReadSession } from "./session-provider";
export { endSession, listSessions, ownAccount } from "./sessions";
export type { OidcSettings, PeopleSettings } from "./settings";
