"use client";

import { Duration } from "@/components/ui/duration";
import { OutcomeMark } from "@/components/ui/outcome";
import { StateMark } from "@/components/ui/state";
import { Time } from "@/components/ui/time";
import { useNow } from "@/components/ui/use-now";
import type { RemediationRow } from "@/contracts/remediations";
import { cn } from "@/lib/cn";
import { exactDuration, humanDuration } from "@/lib/duration";
import { visibleLine } from "@/lib/visible-text";
import type { ColumnId } from "./list-view";
import { analysisMs, durationMs, waitMs } from "./row-facts";

type ColumnLook = {
  /** Width and the container width under which the column leaves. */
  className: string;
  isNumber?: true;
  cell: (row: RemediationRow) => React.ReactNode;
  title?: (row: RemediationRow) => string | undefined;
};

/** Look of each column but the signal, which is the row's header and link. */
export const COLUMN_LOOKS: Readonly<Record<Exclude<ColumnId, "signal">, ColumnLook>> = {
  outcome: { className: "w-32 flex-none", cell: (row) => <OutcomeMark outcome={row.outcome} /> },
  target: { className: "min-w-0 flex-1", cell: targetCell, title: targetTitle },
  severity: { className: "w-20 flex-none @max-[880px]/grid:hidden", cell: (row) => text(row.severity) },
  environment: { className: "w-26 flex-none @max-[880px]/grid:hidden", cell: (row) => text(row.environment) },
  workflow: {
    className: "min-w-0 flex-1 @max-[940px]/grid:hidden",
    cell: workflowCell,
    title: (row) => visibleLine(row.workflowName ?? ""),
  },
  confidence: {
    className: "w-22 flex-none @max-[1240px]/grid:hidden",
    isNumber: true,
    cell: (row) => (row.confidence === null ? <None /> : row.confidence.toFixed(2)),
  },
  duration: { className: "w-34 flex-none @max-[760px]/grid:hidden", cell: (row) => <DurationCell row={row} /> },
  analysis: { className: "w-28 flex-none @max-[880px]/grid:hidden", cell: analysisCell },
  events: {
    className: "w-17 flex-none @max-[1100px]/grid:hidden",
    isNumber: true,
    cell: (row) => row.eventCount.toLocaleString("en-GB"),
  },
  hold: {
    className: "w-17 flex-none @max-[620px]/grid:hidden",
    cell: (row) => row.isHeld && <StateMark state="held">held</StateMark>,
  },
  activity: {
    className: "w-29 flex-none @max-[880px]/grid:hidden",
    isNumber: true,
    cell: (row) => <Time at={row.lastEventAt} style="list" />,
  },
  started: { className: "w-29 flex-none", isNumber: true, cell: (row) => <Time at={row.startedAt} style="list" /> },
};

function targetCell(row: RemediationRow) {
  if (row.targetName === null) {
    return (
      <span className="text-ink-faint">not identified{row.namespace ? `, ${visibleLine(row.namespace)}` : ""}</span>
    );
  }
  return (
    <>
      {visibleLine(row.targetName)} <span className="text-ink-soft">{visibleLine(row.targetKind ?? "")}</span>
    </>
  );
}

function targetTitle(row: RemediationRow): string {
  const name = [row.namespace, row.targetName].filter(Boolean).join("/");
  return visibleLine([row.targetKind, name].filter(Boolean).join(" "));
}

function workflowCell(row: RemediationRow) {
  if (row.workflowName === null) return <span className="text-ink-faint">none chosen</span>;
  return (
    <>
      {visibleLine(row.workflowName)} <span className="text-ink-faint">{visibleLine(row.workflowVersion ?? "")}</span>
    </>
  );
}

function analysisCell(row: RemediationRow) {
  const ms = analysisMs(row);
  return ms === null ? <None /> : <Duration ms={ms} />;
}

const BAR_FULL_MS = 10 * 60_000;

/** The bar is full at ten minutes; its striped part is the wait for a person. */
function DurationCell({ row }: { row: RemediationRow }) {
  const now = useNow();
  const total = durationMs(row, now);
  const wait = Math.min(waitMs(row, now), total);
  return (
    <span className="flex items-center gap-2" title={durationTitle(total, wait, row.isOpen)} suppressHydrationWarning>
      <span aria-hidden="true" className="flex w-9 flex-none gap-px @max-[900px]/grid:hidden">
        <Segment ms={total - wait} total={total} className="rounded-xs bg-fill-machine" />
        <Segment ms={wait} total={total} className="time-human" />
      </span>
      <span className={cn("truncate", row.isOpen && "text-pending")} suppressHydrationWarning>
        {humanDuration(total)}
        {row.isOpen && <span className="sr-only"> so far</span>}
      </span>
    </span>
  );
}

function durationTitle(total: number, wait: number, isOpen: boolean): string {
  const whole = isOpen ? `${humanDuration(total)} so far` : exactDuration(total);
  return wait > 0 ? `${whole}, ${humanDuration(wait)} of it waited for a person` : whole;
}

function Segment({ ms, total, className }: { ms: number; total: number; className: string }) {
  if (ms <= 0) return null;
  const width = (ms / total) * Math.min(1, total / BAR_FULL_MS) * 100;
  return (
    <span
      className={cn("h-1.5 min-w-0.5", className)}
      style={{ width: `${width.toFixed(1)}%` }}
      suppressHydrationWarning
    />
  );
}

function text(value: string | null) {
  return value === null ? <None /> : visibleLine(value);
}

function None() {
  return (
    <span className="text-ink-faint" title="not recorded">
      –
    </span>
  );
}
