import { defineTypes } from "./define";

const KEY = ["name", "owner", "scopes", "expires_at"];
const GRANT = ["role", "subject", "subject_kind", "namespaces", "clusters"];

/** Our own: what was done to the rights of people and machines, and reads that matter. */
export const accessTypes = defineTypes(
  { category: "access", subject: "access", lane: "processing" },
  {
    "access.key.created": { rank: 3000, label: "Key made", fields: KEY },
    "access.key.rotated": { rank: 3001, label: "Key replaced", fields: ["name", "owner", "overlap_seconds"] },
    "access.key.revoked": { rank: 3002, label: "Key revoked", fields: ["name", "owner"] },
    "access.grant.created": { rank: 3010, label: "Role given", fields: GRANT },
    "access.grant.revoked": { rank: 3011, label: "Role taken away", fields: GRANT },
    "access.person.invited": { rank: 3020, label: "Person invited", fields: ["email", "expires_at"] },
    "access.person.created": { rank: 3021, label: "Account made", fields: ["email"] },
    "access.person.changed": { rank: 3022, label: "Account changed", fields: ["email"] },
    "access.person.deactivated": { rank: 3023, label: "Account closed", fields: ["email"] },
    "access.person.reactivated": { rank: 3024, label: "Account opened again", fields: ["email"] },
    "access.person.expiry_set": { rank: 3025, label: "Last day of access set", fields: ["email", "expires_at"] },
    "access.session.started": { rank: 3030, label: "Signed in", fields: ["email", "provider"] },
    "access.session.ended": { rank: 3031, label: "Signed out", fields: ["email"] },
    "access.session.revoked": { rank: 3032, label: "Session ended by hand", fields: ["email"] },
    "access.sign_in.refused": { rank: 3033, label: "Sign-in refused", fields: ["email", "reason"] },
    "access.password.accepted": { rank: 3034, label: "Password accepted", fields: ["email"] },
    "access.password.changed": { rank: 3035, label: "Password changed", fields: ["email"] },
    "access.password.link_made": { rank: 3036, label: "Password link made", fields: ["email"] },
    "access.sign_in_method.created": { rank: 3040, label: "Way to sign in added", fields: ["provider"] },
    "access.sign_in_method.changed": { rank: 3041, label: "Way to sign in changed", fields: ["provider"] },
    "access.sign_in_method.removed": { rank: 3042, label: "Way to sign in removed", fields: ["provider"] },
    "access.second_factor.created": { rank: 3050, label: "Second factor set up", fields: ["email"] },
    "access.second_factor.changed": { rank: 3051, label: "Second factor changed", fields: ["email"] },
    "access.second_factor.removed": { rank: 3052, label: "Second factor removed", fields: ["email"] },
    "access.second_factor.refused": { rank: 3053, label: "Code refused", fields: ["email", "factor"] },
    "access.read.reconstructed": { rank: 3060, label: "Resource rebuilt", fields: ["correlation_id"] },
  },
);
