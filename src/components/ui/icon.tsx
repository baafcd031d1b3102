import type { IconName, MarkName } from "./icon-sprite";

/** A line icon. It is decoration: the control that holds it carries the name. */
export function Icon({ name, size = 16, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg width={size} height={size} className={className} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}

/** The shape of a state. It never stands alone: a word follows, or the parent has a label. */
export function Mark({ name, size = 12, className }: { name: MarkName; size?: number; className?: string }) {
  return (
    <svg width={size} height={size} className={className} aria-hidden="true">
      <use href={`#m-${name}`} />
    </svg>
  );
}
