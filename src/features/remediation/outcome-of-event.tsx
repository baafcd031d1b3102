import { QuietStateMark, type State, StateMark } from "@/components/ui/state";
import { visibleLine } from "@/lib/visible-text";

const STATE: Record<string, State | undefined> = { success: "success", failure: "failure", pending: "pending" };

/** The outcome of one event: shape, word, colour. */
export function OutcomeOfEvent({ outcome, isQuiet = false }: { outcome: string; isQuiet?: boolean }) {
  const state = STATE[outcome] ?? "neutral";
  return isQuiet ? (
    <QuietStateMark state={state}>{visibleLine(outcome)}</QuietStateMark>
  ) : (
    <StateMark state={state}>{visibleLine(outcome)}</StateMark>
  );
}
