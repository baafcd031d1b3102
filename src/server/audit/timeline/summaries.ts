import { type Payload, plain } from "./payload";
import type { Summary } from "./phrases";
import { agentSummaries } from "./summaries-agent";
import { controlSummaries } from "./summaries-control";
import { outcomeSummaries } from "./summaries-outcome";

const SUMMARIES: ReadonlyMap<string, Summary> = new Map([
  ...Object.entries(controlSummaries),
  ...Object.entries(agentSummaries),
  ...Object.entries(outcomeSummaries),
]);

export function summaryOf(type: string, payload: Payload): string | null {
  const said = SUMMARIES.get(type)?.(payload);
  return said === undefined ? null : plain(said, 300);
}
