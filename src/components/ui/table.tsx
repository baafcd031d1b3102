import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

/** A small table that shows all of its rows. Long lists have their own virtual grid. */
export function Table({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <table aria-label={label} className={cn("w-full table-fixed border-separate border-spacing-0 text-sm", className)}>
      {children}
    </table>
  );
}

type CellProps = {
  children?: ReactNode;
  align?: "start" | "end";
  className?: string;
  title?: string;
  colSpan?: number;
};

const CELL = "h-7 truncate border-line border-b px-2 align-middle";

export function HeadCell({ children, align = "start", className }: CellProps) {
  return (
    <th
      scope="col"
      className={cn(
        "h-[30px] truncate border-line-strong border-b px-2 text-ink-soft text-xs",
        align === "end" && "pr-3 text-end tabular-nums",
        className,
      )}
    >
      {children}
    </th>
  );
}

export function Cell({ children, align = "start", className, title, colSpan }: CellProps) {
  return (
    <td
      title={title}
      colSpan={colSpan}
      className={cn(CELL, align === "end" && "pr-3 text-end tabular-nums", className)}
    >
      {children}
    </td>
  );
}

/** The cell that names its row. */
export function RowHeadCell({ children, className, title }: CellProps) {
  return (
    <th scope="row" title={title} className={cn(CELL, className)}>
      {children}
    </th>
  );
}
