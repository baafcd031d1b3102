import { expect, test } from "vitest";
import type { ReconstructedField } from "@/contracts/reconstruction";
import { leftOut } from "./left-out";

const field = (path: string, source: ReconstructedField["source"], how: string): ReconstructedField => ({
  path,
  source,
  value: null,
  event: null,
  payload_path: null,
  how,
});

test("fields with one reason are one entry, in the order of the document", () => {
  const entries = leftOut([
    field("metadata.uid", "left_out", "Set by the server."),
    field("spec.severity", "event", "As recorded."),
    field("status.conditions", "left_out", "In no event."),
    field("metadata.generation", "left_out", "Set by the server."),
  ]);

  expect(entries).toEqual([
    { paths: ["metadata.uid", "metadata.generation"], why: "Set by the server." },
    { paths: ["status.conditions"], why: "In no event." },
  ]);
});
