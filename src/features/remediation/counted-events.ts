/** `1 event`, `1,204 events`. */
export function countedEvents(count: number): string {
  return `${count.toLocaleString("en-GB")} event${count === 1 ? "" : "s"}`;
}
