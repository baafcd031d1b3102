import { expect, test } from "vitest";
import { eventTypes } from "@/contracts/event-types";
import { readPayload } from "./payload";
import { summaryOf } from "./summaries";

const summary = (type: string, payload: Record<string, unknown>) =>
  summaryOf(type, readPayload(JSON.stringify(payload)));

test.each([
  [
    "gateway.signal.received",
    {
      signal_name: "PodCrashLooping",
      severity: "critical",
      resource_kind: "Deployment",
      resource_name: "cart",
      namespace: "shop",
    },
    "PodCrashLooping received, critical, about Deployment cart in shop.",
  ],
  [
    "gateway.crd.failed",
    { error_details: { message: "quota exceeded" } },
    "The remediation could not be created: quota exceeded.",
  ],
  [
    "orchestrator.lifecycle.transitioned",
    { from_phase: "Executing", to_phase: "Verifying" },
    "Executing to Verifying.",
  ],
  ["orchestrator.approval.rejected", { rejection_reason: "not today" }, "The workflow must not run: not today."],
  [
    "webhook.remediationapprovalrequest.decided",
    { decision: "Approved", decision_message: "fine" },
    "Approved: “fine”.",
  ],
  [
    "aiagent.llm.response",
    { tokens_used: 1_234, tool_call_count: 1 },
    "The model answered and asked for 1 tool call, 1,234 tokens.",
  ],
  [
    "aiagent.llm.tool_call",
    {
      tool_name: "kubectl_describe",
      tool_arguments: { kind: "Node", name: "worker-1", namespace: "", deep: {}, tail: 5 },
    },
    "The agent called kubectl_describe: kind Node, name worker-1, tail 5.",
  ],
  [
    "aiagent.alignment.verdict",
    { flagged: 2, total: 9, result: "suspicious" },
    "The alignment check flagged 2 of 9 steps, the verdict is “suspicious”.",
  ],
  [
    "workflowexecution.workflow.failed",
    { pipelinerun_name: "wfe-1", duration: "1m30s", failure_message: "exit code 1" },
    "wfe-1 failed after 1 min 30 s: exit code 1.",
  ],
  [
    "effectiveness.health.assessed",
    { assessed: true, score: 0.754, details: "all 1 pods ready" },
    "All 1 pods ready. Score 0.75.",
  ],
  ["effectiveness.health.assessed", { assessed: false, details: "no target" }, "Not assessed: no target."],
  [
    "orchestrator.lifecycle.completed",
    { crd_outcome: "Remediated", duration_ms: 481_193 },
    "Ended as Remediated after 481.193 s.",
  ],
])("%s is said in one sentence", (type, payload, said) => {
  expect(summary(type, payload)).toBe(said);
});

test("a type without a sentence has none, and so has one whose payload lacks what it needs", () => {
  expect(summary("acme.unknown.thing", { a: 1 })).toBeNull();
  expect(summary("aiagent.llm.tool_call", {})).toBeNull();
  expect(summaryOf("__proto__", {})).toBeNull();
});

test("no known type fails on a payload of the wrong shape", () => {
  const wrong: unknown[] = [null, 7, "text", [], {}, [{}], true, "\u202E", -1e300];
  const keys = [...new Set(eventTypes.flatMap(({ fields }) => fields.map((field) => field.split(".")[0] ?? "")))];
  for (const value of wrong) {
    const payload = Object.fromEntries([...keys, "response_data", "error_details"].map((key) => [key, value]));
    for (const { type } of eventTypes) {
      const said = summary(type, payload);
      expect(said === null || (said.length > 0 && !/undefined|NaN|\[object/.test(said))).toBe(true);
    }
  }
});

test("hostile text stays text, on one line and of bounded length", () => {
  const hostile = `<script>alert(1)</script>\n\n\u202E${"x ".repeat(900)}`;
  const said = summary("notification.message.sent", { subject: hostile });
  expect(said).toMatch(/^Sent: “<script>alert\(1\)<\/script> x x/);
  expect(said).not.toMatch(/[\n\u202E]/);
  expect(said?.length).toBeLessThanOrEqual(300);
});
