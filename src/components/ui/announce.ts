/** The id of the one polite live region of the page. */
export const LIVE_REGION_ID = "announcements";

/** Says something to screen readers without moving focus. */
export function announce(words: string): void {
  const region = document.getElementById(LIVE_REGION_ID);
  if (region) region.textContent = words;
}
