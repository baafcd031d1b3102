/**
 * Who may do what, and the record of every change of it. Above audit, because a change of access and its event are one
 * transaction.
 */
export { grantRole, listGrants, revokeGrant } from "./grants/grants";
export { createKey, listKeys, revokeKey, rotateKey, storeFirstKey } from "./keys/keys";
export { recordRead } from "./reads";
export { whoAmI } from "./who-am-i";
