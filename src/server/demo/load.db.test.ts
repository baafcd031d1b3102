import { expect, test } from "vitest";
import { testDatabase } from "@/testing/database";
import { restClient } from "@/testing/rest";
import { generateTrails } from "./generate";
import { newEventToWire } from "./wire-event";

test("the API takes made-up trails and reconstructs each remediation that a workflow ran for", async () => {
  const database = await testDatabase();
  try {
    const ctx = database.ctx();
    const call = restClient(ctx);
    for (const trail of generateTrails({ seed: "api", now: ctx.clock.now(), count: 12, days: 20 })) {
      const body = `[${trail.events.map(newEventToWire).join(",")}]`;

      const stored = await call("POST", "/api/v1/audit/events/batch", body);
      const rebuilt = await call("POST", `/api/v1/audit/remediation-requests/${trail.correlationId}/reconstruct`);

      expect(stored.status, stored.text).toBe(201);
      expect(rebuilt.status, rebuilt.text).toBe(200);
      const hasRun = trail.events.some((event) => event.eventType === "workflowexecution.execution.started");
      expect(rebuilt.json()).toMatchObject({
        validation: { is_valid: true, ...(hasRun ? { completeness: 100 } : {}) },
      });
    }
  } finally {
    await database.close();
  }
});
