import { PrismaPg } from "@prisma/adapter-pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Prisma, PrismaClient } from "@/generated/prisma/client";
import { type TestDatabase, testDatabase } from "@/testing/database";

let database: TestDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await testDatabase();
  prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.urls.app }) });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.close();
});

/** `findFirst` of a model selects all its columns, so that each must exist with a type that Prisma reads. */
const models: Record<Prisma.ModelName, () => Promise<unknown>> = {
  AuditEvent: () => prisma.auditEvent.findFirst(),
  EventIdLedgerEntry: () => prisma.eventIdLedgerEntry.findFirst(),
  Remediation: () => prisma.remediation.findFirst(),
  ModelRebuild: () => prisma.modelRebuild.findFirst(),
  Workflow: () => prisma.workflow.findFirst(),
  WorkflowStatusChange: () => prisma.workflowStatusChange.findFirst(),
  ActionType: () => prisma.actionType.findFirst(),
  ActionHistory: () => prisma.actionHistory.findFirst(),
  ResourceReference: () => prisma.resourceReference.findFirst(),
  ResourceActionTrace: () => prisma.resourceActionTrace.findFirst(),
  OscillationPattern: () => prisma.oscillationPattern.findFirst(),
  OscillationDetection: () => prisma.oscillationDetection.findFirst(),
  ActionEffectivenessMetric: () => prisma.actionEffectivenessMetric.findFirst(),
  RetentionOperation: () => prisma.retentionOperation.findFirst(),
  AuditRetentionPolicy: () => prisma.auditRetentionPolicy.findFirst(),
  NotificationRecord: () => prisma.notificationRecord.findFirst(),
  LegalHold: () => prisma.legalHold.findFirst(),
  LedgerOperation: () => prisma.ledgerOperation.findFirst(),
  ChainGap: () => prisma.chainGap.findFirst(),
  WorkerLease: () => prisma.workerLease.findFirst(),
  IngestReceipt: () => prisma.ingestReceipt.findFirst(),
  Person: () => prisma.person.findFirst(),
  PersonAccount: () => prisma.personAccount.findFirst(),
  PersonSession: () => prisma.personSession.findFirst(),
  Verification: () => prisma.verification.findFirst(),
  TwoFactor: () => prisma.twoFactor.findFirst(),
  SignInAttempt: () => prisma.signInAttempt.findFirst(),
  RoleGrant: () => prisma.roleGrant.findFirst(),
  ApiKey: () => prisma.apiKey.findFirst(),
};

test.each(Object.entries(models))("Prisma reads %s as the application's role", async (_name, findFirst) => {
  await expect(findFirst()).resolves.not.toBeUndefined();
});

test("every table but the migrator's own has a model", async () => {
  const rows = await database.owner.query<{ name: string }>(
    `select relname::text as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
        and relname <> '_prisma_migrations' order by relname`,
  );

  expect(rows.map((row) => row.name)).toHaveLength(Object.keys(Prisma.ModelName).length);
});

test("a row written by Prisma comes back with its defaults", async () => {
  await prisma.actionType.create({ data: { actionType: "RestartPod", description: { what: "restart" } } });
  const workflow = {
    workflowName: "restart",
    name: "restart",
    version: "1.0.0",
    actionType: "RestartPod",
    content: "a: 1",
    contentHash: "x",
  };
  const { workflowId } = await prisma.workflow.create({ data: workflow });

  const stored = await prisma.workflow.findUniqueOrThrow({ where: { workflowId }, include: { actionTypeEntry: true } });
  expect(stored).toMatchObject({ ...workflow, status: "active", labels: {}, actionTypeEntry: { status: "active" } });
});
