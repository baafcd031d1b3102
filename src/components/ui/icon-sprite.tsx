import type { ReactNode } from "react";

/** Line icons on a 16 px grid. */
const LINES = {
  chain: <path d="M6.5 5H5a3 3 0 0 0 0 6h1.5M9.5 5H11a3 3 0 0 1 0 6H9.5M5.5 8h5" />,
  check: <path d="m3 8.5 3.3 3.3L13 5" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3l2 1.5" />
    </>
  ),
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  code: <path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5" />,
  columns: <path d="M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="7.5" height="7.5" rx="1" />
      <path d="M3 10.5v-7A.5.5 0 0 1 3.5 3h7" />
    </>
  ),
  down: <path d="m4 6 4 4 4-4" />,
  download: <path d="M8 10V2.5M5 5l3-3 3 3M3 9v4.5h10V9" />,
  filter: <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />,
  fit: <path d="M2.5 4v8M13.5 4v8M5 8h6M6.5 6 4.8 8l1.7 2M9.5 6l1.7 2-1.7 2" />,
  home: <path d="M2.5 7.5 8 3l5.5 4.5V13h-11z" />,
  keyboard: <path d="M1.5 4.5h13v7h-13zM4 7h.5M6.8 7h.5M9.6 7h.5M12 7h.3M5 9.3h6" />,
  left: <path d="m10 4-4 4 4 4" />,
  lock: (
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1" />
      <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
    </>
  ),
  minus: <path d="M3.5 8h9" />,
  open: <path d="M9 3h4v4M13 3 7.5 8.5M6 4H3v9h9v-3" />,
  panel: <path d="M2.5 3h11v10h-11zM6 3v10" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  refresh: <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3" />,
  remediations: <path d="M2.5 4h7M4.5 8h9M2.5 12h5" />,
  right: <path d="m6 4 4 4-4 4" />,
  rows: <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4" />
      <path d="m10 10 3.5 3.5" />
    </>
  ),
  "sort-down": <path d="M8 3v10M4.5 9.5 8 13l3.5-3.5" />,
  "sort-up": <path d="M8 13V3M4.5 6.5 8 3l3.5 3.5" />,
  theme: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5v11" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
    </>
  ),
  up: <path d="m4 10 4-4 4 4" />,
} satisfies Record<string, ReactNode>;

/** Solid marks on a 12 px grid: the shape alone tells the state. */
const MARKS = {
  absent: <path fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2 1.6" d="m6 1 5 5-5 5-5-5z" />,
  blocked: (
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M1 0h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H1a1 1 0 0 1-1-1V1a1 1 0 0 1 1-1Zm1.7 5v2h6.6V5z"
    />
  ),
  cross: <path stroke="currentColor" strokeWidth="1.6" d="m2 2 8 8M10 2l-8 8" />,
  diamond: <path fill="currentColor" d="m6 .5 5.5 5.5L6 11.5.5 6z" />,
  dot: <circle cx="6" cy="6" r="3" fill="currentColor" />,
  failure: (
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M3.5.5h5l3 3v5l-3 3h-5l-3-3v-5zM4.3 3.4l-.9.9L5.1 6 3.4 7.7l.9.9L6 6.9l1.7 1.7.9-.9L6.9 6l1.7-1.7-.9-.9L6 5.1z"
    />
  ),
  full: <circle cx="6" cy="6" r="4.8" fill="currentColor" />,
  half: (
    <>
      <circle cx="6" cy="6" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path fill="currentColor" d="M6 1a5 5 0 0 0 0 10z" />
    </>
  ),
  held: (
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M3 5V3.5a3 3 0 0 1 6 0V5h.5A1.5 1.5 0 0 1 11 6.5v4A1.5 1.5 0 0 1 9.5 12h-7A1.5 1.5 0 0 1 1 10.5v-4A1.5 1.5 0 0 1 2.5 5zm1.5 0h3V3.5a1.5 1.5 0 0 0-3 0z"
    />
  ),
  pending: (
    <circle cx="6" cy="6" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.7 2.7" />
  ),
  person: (
    <>
      <circle cx="6" cy="3.3" r="2.6" fill="currentColor" />
      <path fill="currentColor" d="M.8 11.5a5.2 5.2 0 0 1 10.4 0z" />
    </>
  ),
  ring: <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  success: (
    <path
      fill="currentColor"
      d="M6 0a6 6 0 1 1 0 12A6 6 0 0 1 6 0Zm2.9 3.9-.9-.8-2.9 3.3-1.3-1.3-.85.85 2.2 2.2z"
      fillRule="evenodd"
    />
  ),
  verified: (
    <path
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      d="M5 3.25H3.5a2.75 2.75 0 0 0 0 5.5H5M7 3.25h1.5a2.75 2.75 0 0 1 0 5.5H7M3.8 6h4.4"
    />
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof LINES;
export type MarkName = keyof typeof MARKS;

/** All shapes once per page; `Icon` and `Mark` refer to them, so that no shape travels in JavaScript. */
export function IconSprite() {
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true">
      {Object.entries(LINES).map(([name, shape]) => (
        <symbol
          key={name}
          id={`i-${name}`}
          viewBox="0 0 16 16"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.3"
          strokeLinecap="round"
          strokeLinejoin="round"
        >
          {shape}
        </symbol>
      ))}
      {Object.entries(MARKS).map(([name, shape]) => (
        <symbol key={name} id={`m-${name}`} viewBox="0 0 12 12">
          {shape}
        </symbol>
      ))}
    </svg>
  );
}
