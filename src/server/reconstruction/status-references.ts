import { isJsonArray, valueAt } from "@/lib/json-tree";
import { WORKFLOW_LISTING } from "./event-types";
import type { Identity } from "./identity";
import {
  allOf,
  constant,
  copied,
  derived,
  firstOf,
  type Leaf,
  lastOf,
  leftOut,
  type ReadEvent,
  recorded,
  type Trail,
  textIn,
} from "./sources";
import type { Steps } from "./yaml-lines";

/** The chosen workflow. */
export function workflowLeaves(trail: Trail): Leaf[] {
  const selection = lastOf(trail, "workflowexecution.selection.completed");
  const member = (field: string, payload: string) =>
    copied(["status", "selectedWorkflowRef", field], selection, [payload]);
  return [
    ...member("workflowId", "workflow_id"),
    ...member("version", "workflow_version"),
    ...member("executionBundle", "container_image"),
    ...displayNameLeaves(trail, selection),
  ];
}

function displayNameLeaves(trail: Trail, selection: ReadEvent | undefined): Leaf[] {
  const steps = ["status", "workflowDisplayName"];
  const name = textIn(selection, ["workflow_name"]);
  if (selection === undefined) return [];
  if (name === undefined) return [leftOut(steps, "The trail has the workflow's id, but not its name.", selection)];
  const action = actionTypeOf(trail, textIn(selection, ["workflow_id"]));
  if (action === undefined)
    return [leftOut(steps, "The trail has the workflow's name, but not its action type.", selection)];
  const how = `workflow_name, after the action type ${action.where}.`;
  return [derived(steps, `${action.type}:${name}`, { event: selection, payloadSteps: ["workflow_name"], how })];
}

/** Newer orchestrators record the action type; before, only the list in which the agent found the workflow has it. */
function actionTypeOf(trail: Trail, workflowId: string | undefined): { type: string; where: string } | undefined {
  const recordedType = textIn(lastOf(trail, "remediation.workflow_created"), ["action_type"]);
  if (recordedType !== undefined) return { type: recordedType, where: "that remediation.workflow_created records" };
  const listing = allOf(trail, "aiagent.llm.tool_call").findLast((event) => listsWorkflow(event, workflowId));
  const type = textIn(listing, ["tool_result", "actionType"]);
  return type === undefined ? undefined : { type, where: `under which the agent found it (${WORKFLOW_LISTING})` };
}

function listsWorkflow(event: ReadEvent, workflowId: string | undefined): boolean {
  const workflows = valueAt(event.payload, ["tool_result", "workflows"]);
  if (textIn(event, ["tool_name"]) !== WORKFLOW_LISTING || workflowId === undefined || !isJsonArray(workflows))
    return false;
  return workflows.some((workflow) => valueAt(workflow, ["workflowId"]) === workflowId);
}

/** The resources that the orchestrator created for its phases. */
export function childLeaves(trail: Trail, identity: Identity): Leaf[] {
  const analysis = lastOf(trail, "aianalysis.analysis.completed", "aianalysis.analysis.failed");
  const execution =
    lastOf(trail, "workflowexecution.execution.started") ?? lastOf(trail, "workflowexecution.selection.completed");
  const assessment = lastOf(trail, "orchestrator.ea.created");
  const placeAs = (field: string, kind: string, makeName: MakeName, placed?: ReadEvent) =>
    referenceLeaves({
      steps: ["status", field],
      kind,
      makeName,
      namespace: namespaceLeaf(["status", field, "namespace"], identity, placed),
    });
  return [
    ...placeAs("signalProcessingRef", "SignalProcessing", signalProcessingName(trail, identity)),
    ...placeAs(
      "aiAnalysisRef",
      "AIAnalysis",
      analysis ? nameIn(analysis, "analysis_name") : analysisAlias(trail),
      analysis,
    ),
    ...placeAs(
      "workflowExecutionRef",
      "WorkflowExecution",
      nameIn(execution, "execution_name"),
      lastOf(trail, "remediation.workflow_created"),
    ),
    ...placeAs("effectivenessAssessmentRef", "EffectivenessAssessment", nameIn(assessment, "ea_name"), assessment),
  ];
}

type MakeName = ((steps: string[]) => Leaf) | undefined;

function nameIn(event: ReadEvent | undefined, member: string): MakeName {
  const name = textIn(event, [member]);
  if (event === undefined || name === undefined) return undefined;
  return (steps) => recorded(steps, name, { event, payloadSteps: [member], how: "As recorded." });
}

/** Where the trail has no row of the service itself, the orchestrator's naming rule and its first transition stand in. */
function signalProcessingName(trail: Trail, { name }: Identity): MakeName {
  const own = trail.events.find(({ event_type, resource_id }) => {
    return event_type.startsWith("signalprocessing.") && resource_id.startsWith("sp-");
  });
  if (own !== undefined) {
    return (steps) =>
      recorded(steps, own.resource_id, { event: own, payloadSteps: null, how: "The resource_id of the event." });
  }
  const transition = firstTransition(trail, "Processing");
  if (transition === undefined) return undefined;
  const how =
    "Named after the request, with sp- before it. The orchestrator enters Processing only after it has created it.";
  return (steps) => derived(steps, `sp-${textOf(name)}`, { event: transition, how });
}

function textOf({ value }: Leaf): string {
  return typeof value === "string" ? value : "";
}

function firstTransition(trail: Trail, phase: string): ReadEvent | undefined {
  return allOf(trail, "orchestrator.lifecycle.transitioned").find((event) => textIn(event, ["to_phase"]) === phase);
}

/** While the analysis runs, only the agent's own correlation names it. */
function analysisAlias(trail: Trail): MakeName {
  const event = firstOf(trail, "aiagent.enrichment.completed", "aiagent.enrichment.failed");
  const name = textIn(event, ["incident_id"]);
  return name?.startsWith("ai-") ? nameIn(event, "incident_id") : undefined;
}

type Reference = { steps: string[]; kind: string; makeName: MakeName; namespace: Leaf };

function referenceLeaves({ steps, kind, makeName, namespace }: Reference): Leaf[] {
  if (makeName === undefined) return [];
  return [
    constant([...steps, "apiVersion"], "kubernaut.ai/v1alpha1", "The group and version of the resource."),
    constant([...steps, "kind"], kind, "The kind of the resource."),
    makeName([...steps, "name"]),
    namespace,
  ];
}

export function namespaceLeaf(steps: Steps, { namespace }: Identity, placed?: ReadEvent): Leaf {
  const [leaf] = copied(steps, placed, ["namespace"]);
  return (
    leaf ??
    derived(steps, namespace.value, { event: namespace.event ?? undefined, how: "The namespace of the request." })
  );
}

/** What the workflow acts on, and how the lists call it and the signal's own target. */
export function targetLeaves(trail: Trail): Leaf[] {
  return [
    ...remediationTargetLeaves(trail),
    ...signalTargetLeaves(firstOf(trail, "gateway.signal.received")),
    ...copied(["status", "preRemediationSpecHash"], lastOf(trail, "remediation.workflow_created"), [
      "pre_remediation_spec_hash",
    ]),
  ];
}

function remediationTargetLeaves(trail: Trail): Leaf[] {
  const event = lastOf(trail, "remediation.workflow_created") ?? lastOf(trail, "workflowexecution.selection.completed");
  const target = textIn(event, ["target_resource"]);
  if (event === undefined || target === undefined) return [];
  const parts = target.split("/");
  const [kind, name] = parts.slice(-2);
  const namespace = parts.length === 3 ? parts[0] : "";
  if (!kind || !name || parts.length > 3) {
    return [leftOut(["status", "remediationTarget"], "target_resource is not written as namespace/kind/name.", event)];
  }
  const from = (how: string) => ({ event, payloadSteps: ["target_resource"], how });
  const steps = ["status", "remediationTarget"];
  return [
    derived([...steps, "kind"], kind, from("The part before the last slash.")),
    derived([...steps, "name"], name, from("The last part.")),
    ...(namespace ? [derived([...steps, "namespace"], namespace, from("The first part."))] : []),
    derived(["status", "targetDisplay"], `${kind}/${name}`, from("Kind and name.")),
  ];
}

function signalTargetLeaves(signal: ReadEvent | undefined): Leaf[] {
  const kind = textIn(signal, ["resource_kind"]);
  const name = textIn(signal, ["resource_name"]);
  if (kind === undefined || name === undefined) return [];
  return [
    derived(["status", "signalTargetDisplay"], `${kind}/${name}`, {
      event: signal,
      how: "resource_kind and resource_name.",
    }),
  ];
}
