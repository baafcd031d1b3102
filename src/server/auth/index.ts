/**
 * Who the caller is and what they may do. Every domain verb asks here first,
 * so each door (REST, tRPC, page, background loop) is guarded by the same lock.
 */
export { hasScope, localPrincipal, requireScope, systemPrincipal } from "./scopes";
