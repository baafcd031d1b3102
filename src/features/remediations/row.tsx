"use client";

import { useEffect, useRef } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { ConsoleLink } from "@/components/ui/console-link";
import type { RemediationRow } from "@/contracts/remediations";
import { cn } from "@/lib/cn";
import { remediationPath } from "@/lib/console-paths";
import { visibleLine } from "@/lib/visible-text";
import { COLUMN_LOOKS } from "./cells";
import { COLUMNS, type ListView } from "./list-view";
import { signalWords } from "./row-facts";

/** On a phone a row has two lines: signal and outcome over target and start. */
export const ROW_LAYOUT =
  "flex items-center border-line border-b pr-1 max-phone:grid max-phone:grid-cols-[minmax(0,1fr)_auto] max-phone:grid-rows-[22px_20px] max-phone:content-center max-phone:gap-x-3 max-phone:px-4";

const PHONE_PLACE: Readonly<Record<string, string>> = {
  signal: "max-phone:order-1",
  outcome: "max-phone:order-2 max-phone:w-auto",
  target: "max-phone:order-3 max-phone:text-xs",
  started: "max-phone:order-4 max-phone:w-auto max-phone:text-xs max-phone:text-ink-soft",
};

export function cellClass(id: string, className: string, isNumber = false): string {
  return cn(
    "truncate px-2 max-phone:px-0",
    isNumber && "pr-3 text-end tabular-nums",
    className,
    PHONE_PLACE[id] ?? "max-phone:hidden",
  );
}

type RowProps = {
  row: RemediationRow;
  index: number;
  view: ListView;
  isActive: boolean;
  isTabStop: boolean;
  isPeeked: boolean;
  isSelected: boolean;
  /** True while the active row should hold the focus of the keyboard. */
  isFocusWanted: boolean;
  onFocused: () => void;
  onSelect: (correlationId: string) => void;
};

export function Row({
  row,
  index,
  view,
  isActive,
  isTabStop,
  isPeeked,
  isSelected,
  isFocusWanted,
  onFocused,
  onSelect,
}: RowProps) {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (!isActive || !isFocusWanted) return;
    link.current?.focus({ preventScroll: true });
    onFocused();
  }, [isActive, isFocusWanted, onFocused]);

  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      style={{ transform: `translateY(calc(var(--row) * ${index}))` }}
      className={cn(
        ROW_LAYOUT,
        "absolute inset-x-0 h-(--row) cursor-default",
        isPeeked ? "bg-selected shadow-[inset_2px_0_0_var(--color-accent)]" : "hover:bg-hover",
      )}
    >
      <td className="flex w-10 flex-none items-center pl-4 max-phone:hidden">
        <Checkbox
          aria-label={`Select ${visibleLine(row.correlationId)}`}
          tabIndex={-1}
          checked={isSelected}
          onChange={() => onSelect(row.correlationId)}
        />
      </td>
      {COLUMNS.filter((column) => !view.hidden.has(column.id)).map(({ id }) =>
        id === "signal" ? (
          <th key={id} scope="row" className={cellClass(id, "min-w-0 flex-1 font-medium")}>
            <ConsoleLink
              ref={link}
              href={remediationPath(row.correlationId)}
              tabIndex={isTabStop ? 0 : -1}
              title={signalWords(row)}
              className={cn(
                "inline-block max-w-full truncate align-top underline-offset-2 -outline-offset-1 hover:underline",
                row.signalName === null && "text-ink-faint",
              )}
            >
              {signalWords(row)}
            </ConsoleLink>
          </th>
        ) : (
          <td
            key={id}
            title={COLUMN_LOOKS[id].title?.(row)}
            className={cellClass(id, COLUMN_LOOKS[id].className, COLUMN_LOOKS[id].isNumber)}
          >
            {COLUMN_LOOKS[id].cell(row)}
          </td>
        ),
      )}
    </tr>
  );
}
