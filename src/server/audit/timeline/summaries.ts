import { type Payload, plain } from "./payload";
import { agentSummaries } from "./summaries-agent";
import { controlSummaries } from "./summaries-control";
import { outcomeSummaries } from "./summaries-outcome";

/** Says in one plain sentence what an event of a type reports; undefined when its payload lacks what the sentence needs. */
export type Summary = (payload: Payload) => string | undefined;

const SUMMARIES: ReadonlyMap<string, Summary> = new Map([
  ...Object.entries(controlSummaries),
  ...Object.entries(agentSummaries),
  ...Object.entries(outcomeSummaries),
]);

export function summaryOf(type: string, payload: Payload): string | null {
  const said = SUMMARIES.get(type)?.(payload);
  return said === undefined ? null : plain(said, 300);
}
