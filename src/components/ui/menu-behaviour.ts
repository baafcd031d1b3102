const GAP_PX = 4;
const EDGE_PX = 8;
const HEIGHT_MAX_PX = 480;
const ROOM_WANTED_PX = 240;

/** Puts a popover under its button, or above it when there is no room below. */
export function placeUnder(button: HTMLElement, popover: HTMLElement, align: "start" | "end"): void {
  const at = button.getBoundingClientRect();
  const [width, height] = [document.documentElement.clientWidth, window.innerHeight];
  const below = height - at.bottom - GAP_PX - EDGE_PX;
  const above = at.top - GAP_PX - EDGE_PX;
  const isBelow = below >= ROOM_WANTED_PX || below >= above;
  const isAtEnd = align === "end" ? at.right > width / 3 : at.left > (width * 2) / 3;
  Object.assign(popover.style, {
    top: isBelow ? `${at.bottom + GAP_PX}px` : "auto",
    bottom: isBelow ? "auto" : `${height - at.top + GAP_PX}px`,
    left: isAtEnd ? "auto" : `${Math.max(EDGE_PX, at.left)}px`,
    right: isAtEnd ? `${Math.max(EDGE_PX, width - at.right)}px` : "auto",
    maxHeight: `${Math.min(HEIGHT_MAX_PX, isBelow ? below : above)}px`,
    maxWidth: `${width - 2 * EDGE_PX}px`,
  });
}

type Move = "opened" | "first" | "last" | "next" | "previous" | { startsWith: string };

/** Moves the focus among the entries of a menu that can be chosen. */
export function moveInMenu(menu: HTMLElement, move: Move): void {
  const items = [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)")];
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? items.indexOf(focused) : -1;
  items[targetIndex(items, at, move)]?.focus();
}

function targetIndex(items: readonly HTMLElement[], at: number, move: Move): number {
  if (typeof move === "object") return indexStarting(items, at, move.startsWith);
  if (move === "opened") return checkedOrFirst(items);
  if (move === "first") return 0;
  if (move === "last") return items.length - 1;
  if (move === "next") return (at + 1) % items.length;
  return at <= 0 ? items.length - 1 : at - 1;
}

/** A menu of choices opens on the one in force. */
function checkedOrFirst(items: readonly HTMLElement[]): number {
  const radio = items.findIndex((item) => item.matches("[role=menuitemradio][aria-checked=true]"));
  return Math.max(0, radio);
}

/** The next entry after the current one that begins with a letter, from the top again at the end. */
function indexStarting(items: readonly HTMLElement[], at: number, letter: string): number {
  const isHit = (item: HTMLElement) => item.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()) ?? false;
  const after = items.findIndex((item, index) => index > at && isHit(item));
  return after >= 0 ? after : items.findIndex(isHit);
}
