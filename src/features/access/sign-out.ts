import { callAuth } from "./auth-call";

/** Ends the session on the server, then leaves the console. */
export async function signOut(): Promise<void> {
  await callAuth("/sign-out");
  window.location.assign("/sign-in");
}
