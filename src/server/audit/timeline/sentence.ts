import type { RemediationRow } from "@/contracts/remediations";
import type { Timeline } from "@/contracts/timeline";
import { humanDuration } from "@/lib/duration";
import { blockReason, decisionOf, effectOf, failureReason, reviewReason } from "./facts";
import { LANE_LABELS } from "./lanes";
import type { Ledger } from "./ledger";
import type { Trail } from "./trail";

type Piece = Timeline["sentence"][number];

const words = (text: string): Piece => ({ text, isStrong: false });
const figure = (text: string): Piece => ({ text, isStrong: true });

export function titleOf(row: RemediationRow): string {
  const signal = row.signalName ?? row.correlationId;
  const isNamed = row.targetName !== null && row.targetName.toLowerCase() !== "unknown";
  if (isNamed) return `${signal} on ${[row.targetKind, row.targetName].filter(Boolean).join(" ")}`;
  return row.namespace === null ? signal : `${signal} in ${row.namespace}`;
}

/** How it ended and after how long, where that time went, and what it was good for. */
export function sentenceOf(trail: Trail, { times }: Ledger): Piece[] {
  if (trail.events.length === 0) return [words("No event of this remediation is stored any more.")];
  return joined([...lead(trail), ...timePieces(times), ...effect(trail)]);
}

function lead(trail: Trail): Piece[] {
  const total = figure(humanDuration(trail.totalMs));
  const because = (reason: string | undefined) => words(reason === undefined ? ". " : `: ${ended(reason)} `);
  switch (trail.row.outcome) {
    case "InProgress":
      return trail.isOpen ? running(trail, total) : [words("Last heard of after "), total, words(". ")];
    case "Remediated":
      return [words("Remediated after "), total, words(". ")];
    case "Failed":
      return [words("Failed after "), total, words(` in ${standing(trail)}`), because(failureReason(trail))];
    case "ManualReviewRequired":
      return [words("Handed to a person after "), total, because(reviewReason(trail))];
    case "Blocked":
      return [words("Blocked after "), total, because(blockReason(trail))];
    case "Rejected":
      return [words("Rejected after "), total, because(quoted(decisionOf(trail)?.message))];
    case "TimedOut":
      return [words("Timed out after "), total, words(` in ${standing(trail)}. `)];
    case "VerificationTimedOut":
      return [words("Ended after "), total, words(", before its effect could be verified. ")];
    case "Inconclusive":
      return [words("Ended after "), total, words(" without a clear result. ")];
    case "NoActionRequired":
      return [words("Closed after "), total, words(": nothing had to be done. ")];
    case "DryRun":
      return [words("Dry run, ended after "), total, words(". ")];
    case "Cancelled":
      return [words("Cancelled after "), total, words(". ")];
    case "Skipped":
      return [words("Skipped after "), total, words(". ")];
  }
}

function running(trail: Trail, total: Piece): Piece[] {
  const current = trail.path.at(-1);
  const state = current?.reason === "decision" ? "waiting for a decision" : `now in ${standing(trail)}`;
  return [words("Running, last heard of after "), total, words(`; ${state}. `)];
}

function timePieces(times: Ledger["times"]): Piece[] {
  const parts: Piece[][] = [];
  if (times.machine > 0) parts.push([words("Machines worked "), figure(humanDuration(times.machine))]);
  if (times.human > 0) parts.push([figure(humanDuration(times.human)), words(" waited for a decision")]);
  if (times.queue > 0) parts.push([figure(humanDuration(times.queue)), words(" was queue")]);
  if (parts.length === 0) return [];
  return [...parts.flatMap((part, index) => (index === 0 ? part : [words(", "), ...part])), words(". ")];
}

function effect(trail: Trail): Piece[] {
  const { isResolved, metrics } = effectOf(trail);
  const alert = isResolved === undefined ? undefined : isResolved ? "The alert is gone" : "The alert still fires";
  const said = [alert, metrics].filter((part) => part !== undefined).join("; ");
  return said === "" ? [] : [words(`${said}.`)];
}

function standing(trail: Trail): string {
  return LANE_LABELS[trail.path.at(-1)?.lane ?? "signal"];
}

function ended(reason: string): string {
  return /[.!?…]$/.test(reason) ? reason : `${reason}.`;
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `“${text}”`;
}

/** Neighbouring plain pieces become one, and the last ends without a blank. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last !== undefined && !last.isStrong && !piece.isStrong) last.text += piece.text;
    else result.push({ ...piece });
  }
  const last = result.at(-1);
  if (last !== undefined) last.text = last.text.trimEnd();
  return result;
}
