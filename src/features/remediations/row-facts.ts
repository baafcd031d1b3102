import type { RemediationRow } from "@/contracts/remediations";
import { visibleLine } from "@/lib/visible-text";

/** Milliseconds from start to end, or to now while it is open. */
export function durationMs(row: RemediationRow, now: number): number {
  return span(row.startedAt, row.isOpen ? null : (row.endedAt ?? row.lastEventAt), now);
}

/** Milliseconds of that for which a person's decision was awaited. */
export function waitMs(row: RemediationRow, now: number): number {
  if (row.approvalRequestedAt === null) return 0;
  const until = row.approvalDecidedAt ?? (row.isOpen ? null : (row.endedAt ?? row.lastEventAt));
  return span(row.approvalRequestedAt, until, now);
}

export function analysisMs(row: RemediationRow): number | null {
  if (row.analysisStartedAt === null || row.analysisEndedAt === null) return null;
  return span(row.analysisStartedAt, row.analysisEndedAt, 0);
}

/** `Deployment worker in demo-shop`; what was not identified is said. */
export function targetWords(row: RemediationRow): string {
  const target =
    row.targetName === null ? "not identified" : [row.targetKind, row.targetName].filter(Boolean).join(" ");
  return visibleLine(row.namespace === null ? target : `${target} in ${row.namespace}`);
}

export function signalWords(row: RemediationRow): string {
  return visibleLine(row.signalName ?? "Signal not recorded");
}

function span(from: string, to: string | null, now: number): number {
  return Math.max(0, (to === null ? now : Date.parse(to)) - Date.parse(from));
}
