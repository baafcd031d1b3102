/**
 * Who may do what: people and their sign-in, and the record of every change of it. Above audit, because a change of
 * access and its event are one transaction.
 */

export { grantRole, listGrants, revokeGrant } from "./grants/grants";
export { createKey, listKeys, revokeKey, rotateKey, storeFirstKey } from "./keys/keys";
export {
  createAuth,
  createAuthDoor,
  createPageGuard,
  createPeople,
  createSessionProvider,
  createSessionReader,
  deactivatePerson,
  endSession,
  invitePerson,
  linkForPassword,
  listPeople,
  listSessions,
  type OidcSettings,
  ownAccount,
  type People,
  type PeopleSettings,
  prepareFirstAdministrator,
  reactivatePerson,
  setPersonExpiry,
} from "./people";
export { recordRead } from "./reads";
export { readEvents, revealPayload } from "./reveal";
export { whoAmI } from "./who-am-i";
