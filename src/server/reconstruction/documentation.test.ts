import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import type { ReconstructedField } from "@/contracts/reconstruction";
import type { TrailEvent } from "@/contracts/reconstruction-steps";
import { OWN_CORRELATION, ownTrail, trailEvent } from "@/testing/reconstruction-trails";
import { buildDocuments } from "./document";

const file = resolve(import.meta.dirname, "../../../docs/reconstruction.md");
const [BEGIN, END] = ["<!-- fields:begin -->", "<!-- fields:end -->"];

it("docs/reconstruction.md shows the fields as the code builds them (UPDATE_DOCS=1 rewrites the table)", () => {
  const text = readFileSync(file, "utf8");
  const [before = "", rest = ""] = text.split(BEGIN);
  const [, after = ""] = rest.split(END);
  const expected = `${before}${BEGIN}\n${table()}\n${END}${after}`;
  if (process.env.UPDATE_DOCS) writeFileSync(file, expected);

  expect(readFileSync(file, "utf8")).toBe(expected);
});

function table(): string {
  const rows = new Map(
    trails()
      .map((trail) => buildDocuments(OWN_CORRELATION, trail).fields)
      .toReversed()
      .flatMap((fields) => fields.map(row)),
  );
  const order = trails().flatMap((trail) => buildDocuments(OWN_CORRELATION, trail).fields.map(nameOf));
  const lines = [...new Set(order)].map((name) => rows.get(name) ?? "");
  return ["| Field | Source | Event | Payload | How |", "|---|---|---|---|---|", ...lines].join("\n");
}

/** One that went well, one that failed, one that is held up. */
function trails(): TrailEvent[][] {
  const open = ownTrail().filter(({ event_type }) => event_type !== "orchestrator.lifecycle.completed");
  const failure = {
    outcome: "Failed",
    failure_phase: "WorkflowExecution",
    error_details: { message: "Remediation failed at phase 'WorkflowExecution': job failed" },
  };
  return [
    ownTrail(),
    [...open, trailEvent("orchestrator.lifecycle.completed", failure, { at: "12:09:00", event_outcome: "failure" })],
    [...open, trailEvent("orchestrator.routing.blocked", { reason: "r", message: "m" }, { at: "12:09:00" })],
  ];
}

/** Keys of maps and indexes of lists stand for all of them. */
function nameOf({ path }: ReconstructedField): string {
  return path.replace(/\[0\]/, "[]").replace(/^(spec\.signal(?:Labels|Annotations))\..*$/, "$1.*");
}

function row(field: ReconstructedField): [string, string] {
  const payload = field.payload_path?.replace(/^(signal_(?:labels|annotations))\..*$/, "$1.*");
  const cells = [code(nameOf(field)), field.source, code(field.event?.event_type), code(payload), field.how];
  return [nameOf(field), `| ${cells.join(" | ")} |`];
}

function code(text: string | null | undefined): string {
  return text ? `\`${text}\`` : "";
}
