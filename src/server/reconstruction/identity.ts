import { constant, derived, firstOf, type Leaf, type ReadEvent, recorded, type Trail, textIn } from "./sources";

const NAME = ["metadata", "name"];
const NAMESPACE = ["metadata", "namespace"];

export type Identity = { name: Leaf; namespace: Leaf };

export const API_VERSION = constant(["apiVersion"], "kubernaut.ai/v1alpha1", "The group and version of the resource.");
export const KIND = constant(["kind"], "RemediationRequest", "The kind of the resource.");

/** Name and namespace of the resource. Who created it says both in one text; the orchestrator repeats them. */
export function identityOf(trail: Trail): Identity {
  const creator = firstOf(trail, "gateway.crd.created") ?? firstOf(trail, "gateway.signal.received");
  const [namespace, name, ...rest] = (textIn(creator, ["remediation_request"]) ?? "").split("/");
  if (creator && name && namespace && rest.length === 0) {
    const from = { event: creator, payloadSteps: ["remediation_request"] };
    return {
      name: recorded(NAME, name, { ...from, how: "The part after the slash." }),
      namespace: recorded(NAMESPACE, namespace, { ...from, how: "The part before the slash." }),
    };
  }
  return identityByOrchestrator(trail);
}

function identityByOrchestrator(trail: Trail): Identity {
  const event = firstOf(trail, "orchestrator.lifecycle.started", "orchestrator.lifecycle.created");
  return {
    name:
      recordedIn(event, "rr_name", NAME) ??
      derived(NAME, trail.correlationId, { how: "The correlation id is the name of the request." }),
    namespace:
      recordedIn(event, "namespace", NAMESPACE) ??
      constant(NAMESPACE, "kubernaut-system", "Where the controllers run by default."),
  };
}

function recordedIn(event: ReadEvent | undefined, member: string, steps: string[]): Leaf | undefined {
  const value = textIn(event, [member]);
  return event && value ? recorded(steps, value, { event, payloadSteps: [member], how: "As recorded." }) : undefined;
}
