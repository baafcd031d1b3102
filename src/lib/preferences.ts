/** What a reader chose for this browser. Kept in cookies so that the server renders it at once. */

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** `auto` lets the width of the window decide. */
export const NAV_MODES = ["auto", "full", "rail"] as const;
export type NavMode = (typeof NAV_MODES)[number];

export const PREFERENCE = {
  theme: "holdfast-theme",
  nav: "holdfast-nav",
  singleKeys: "holdfast-single-keys",
  list: "holdfast-list",
} as const;

/** The stored choice, or the first of the choices when nothing valid is stored. */
export function parseChoice<T extends string>(choices: readonly [T, ...T[]], stored: string | undefined): T {
  return choices.find((choice) => choice === stored) ?? choices[0];
}
