"use client";

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** Keeps a choice for a year, for this browser. A browser without a cookie store forgets it with the page. */
export function writePreference(name: string, value: string): void {
  if (!("cookieStore" in window)) return;
  void window.cookieStore.set({ name, value, path: "/", expires: Date.now() + YEAR_MS, sameSite: "lax" });
}
