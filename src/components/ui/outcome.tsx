import type { MarkName } from "./icon-sprite";
import { Badge, QuietStateMark, type State } from "./state";

type OutcomeLook = { state: State; word: string; mark?: MarkName };

/** How each outcome of a remediation looks. The words are those of filters, rows and heads alike. */
export const OUTCOME_LOOKS: Readonly<Record<string, OutcomeLook>> = {
  InProgress: { state: "pending", word: "In progress" },
  Remediated: { state: "success", word: "Remediated" },
  ManualReviewRequired: { state: "human", word: "Manual review" },
  Failed: { state: "failure", word: "Failed" },
  Blocked: { state: "blocked", word: "Blocked" },
  Inconclusive: { state: "neutral", word: "Inconclusive", mark: "half" },
  NoActionRequired: { state: "neutral", word: "No action needed" },
  VerificationTimedOut: { state: "failure", word: "Check timed out" },
  TimedOut: { state: "failure", word: "Timed out" },
  Rejected: { state: "human", word: "Rejected", mark: "cross" },
  Cancelled: { state: "neutral", word: "Cancelled", mark: "cross" },
  Skipped: { state: "neutral", word: "Skipped" },
  DryRun: { state: "neutral", word: "Dry run", mark: "dot" },
};

export function outcomeLook(outcome: string): OutcomeLook {
  return OUTCOME_LOOKS[outcome] ?? { state: "neutral", word: outcome };
}

export function OutcomeMark({ outcome, className }: { outcome: string; className?: string }) {
  const { state, word, mark } = outcomeLook(outcome);
  return (
    <QuietStateMark state={state} mark={mark} className={className}>
      {word}
    </QuietStateMark>
  );
}

export function OutcomeBadge({ outcome }: { outcome: string }) {
  const { state, word, mark } = outcomeLook(outcome);
  return (
    <Badge state={state} mark={mark}>
      {word}
    </Badge>
  );
}
