export type Shortcut = {
  /** As typed: `j`, `?`, `Escape`, or two keys in a row: `g h`. */
  key: string;
  does: string;
  /** Absent when the element in focus acts by itself, e.g. Enter on a link: the sheet still lists it. */
  run?: () => void;
};

export type ShortcutGroup = { name: string; shortcuts: readonly Shortcut[] };
