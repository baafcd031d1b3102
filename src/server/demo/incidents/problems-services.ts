import type { Problem } from "../incident";

const deployment = (name: string) => ({ apiVersion: "apps/v1", kind: "Deployment", name });

export const certificateNotReady: Problem = {
  name: "cert-failure",
  signalName: "CertManagerCertNotReady",
  alertSummary: "The certificate demo-app can't be issued.",
  alertDescription: "The certificate demo-app has not been ready for ten minutes. The present one ends in six days.",
  signalKind: "Certificate",
  target: { apiVersion: "cert-manager.io/v1", kind: "Certificate", name: "demo-app" },
  businessUnit: "platform",
  rootCause:
    "The secret with the key of the issuing authority is gone, so demo-ca can't sign anything. The application and its certificate are in order.",
  causalChain: [
    "The certificate is not ready.",
    "Its order waits for the issuer demo-ca.",
    "demo-ca is not ready: the secret demo-ca-key does not exist.",
    "An event shows that the secret was deleted this morning.",
  ],
  factors: [
    "All certificates of this issuer will fail when they are renewed.",
    "The secret is not under version control.",
  ],
  thoughts: [
    "A certificate that isn't issued: I follow the chain up to the issuer.",
    "The issuer has lost its key. The certificate is only the messenger.",
  ],
  logs: ['secret "demo-ca-key" not found', "re-queuing item due to error processing"],
  query: { expression: 'certmanager_certificate_ready_status{name="demo-app", condition="True"}', value: "0" },
  rationale: "The workflow makes the authority's key anew and asks for all certificates again that hang on it.",
};

export const disruptionBudget: Problem = {
  name: "pdb-deadlock",
  signalName: "KubePodDisruptionBudgetAtLimit",
  alertSummary: "No pod of payment-service may be evicted.",
  alertDescription: "The disruption budget of payment-service allows no disruption, so its nodes can't be drained.",
  signalKind: "PodDisruptionBudget",
  target: { apiVersion: "policy/v1", kind: "PodDisruptionBudget", name: "payment-service-pdb" },
  businessUnit: "payments",
  rootCause:
    "The budget demands two available pods, and payment-service has two. Not one of them may ever leave, so every drain of their nodes waits for ever.",
  causalChain: [
    "The budget allows 0 disruptions.",
    "minAvailable is 2.",
    "The deployment has 2 replicas.",
    "The upgrade of the nodes has waited for 40 minutes.",
  ],
  factors: ["The replicas were lowered from 3 to 2 last week.", "The budget was not changed with them."],
  thoughts: ["I compare the budget with the number of replicas.", "Two of two: the budget can never give way."],
  logs: ["Cannot evict pod as it would violate the pod's disruption budget."],
  query: {
    expression: 'kube_poddisruptionbudget_status_pod_disruptions_allowed{poddisruptionbudget="payment-service-pdb"}',
    value: "0",
  },
  rationale: "Allowing one pod to leave lets the drain go on and keeps the service up with the other.",
};

export const databaseConnections: Problem = {
  name: "db-connection-saturation",
  signalName: "DatabaseConnectionPoolExhausted",
  alertSummary: "The database of inventory has no free connection.",
  alertDescription: "14 of 15 connections of inventory-db are taken; requests wait for one.",
  signalKind: "Deployment",
  target: deployment("inventory-api"),
  businessUnit: "inventory",
  rootCause:
    "inventory-api keeps twelve connections that it does not use. They lie idle in a transaction that was never ended, and together with the rest they reach the limit of 15.",
  causalChain: [
    "New requests wait for a connection.",
    "15 connections are allowed, 12 of them are idle.",
    "Idle connections belong to inventory-api.",
    "Its pool neither limits nor ends them.",
  ],
  factors: ["max_connections is 15.", "The pool of the program has no time limit for idle connections."],
  thoughts: [
    "Is it load, or are connections held?",
    "Twelve are idle. It is not load.",
    "More replicas would open more connections.",
  ],
  logs: [
    "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
    "pool: waited 30s for a connection",
  ],
  query: { expression: 'pg_stat_activity_count{datname="inventory", state="idle in transaction"}', value: "12" },
  rationale: "More room relieves the pool at once; the idle transactions have to be ended by the program itself.",
};

export const blockedByPolicy: Problem = {
  name: "network-policy-block",
  signalName: "KubeDeploymentReplicasMismatch",
  alertSummary: "checkout has fewer ready pods than it should have.",
  alertDescription: "The deployment checkout has wanted 3 pods for fifteen minutes and has 0.",
  signalKind: "Deployment",
  target: deployment("checkout"),
  businessUnit: "storefront",
  rootCause:
    "A new network policy forbids all traffic into the namespace, the probes' included, so no pod of checkout becomes ready.",
  causalChain: [
    "No pod is ready.",
    "The readiness probe gets no answer.",
    "From inside the pod it succeeds.",
    "The policy deny-all was created seventeen minutes ago.",
  ],
  factors: ["The policy selects all pods of the namespace.", "No other policy allows traffic."],
  thoughts: ["The program answers from inside. Something between the node and the pod says no."],
  logs: ["listening on :8080", "GET /ready 200"],
  query: { expression: 'kube_deployment_status_replicas_ready{deployment="checkout"}', value: "0" },
  rationale:
    "A policy that lets the probes and the service's own callers through restores it and keeps the rest closed.",
};

export const autoscalerAtLimit: Problem = {
  name: "hpa-maxed",
  signalName: "KubeHpaMaxedOut",
  alertSummary: "The autoscaler of search is at its upper limit.",
  alertDescription:
    "search has run with its greatest number of replicas for fifteen minutes and still uses more CPU than wanted.",
  signalKind: "HorizontalPodAutoscaler",
  target: { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", name: "search" },
  businessUnit: "storefront",
  rootCause:
    "Requests to search have tripled since a campaign began. The autoscaler stopped at 5 replicas, the limit that was set for ordinary days.",
  causalChain: [
    "CPU is at 96 % of what is requested.",
    "5 of 5 replicas run.",
    "The rate of requests is three times that of last week.",
    "The nodes have room for more.",
  ],
  factors: ["The campaign lasts until Sunday.", "Two nodes are nearly empty."],
  thoughts: [
    "Is it load or a loop? The requests come from outside and differ.",
    "There is room on the nodes: the limit is the only obstacle.",
  ],
  logs: ["query took 1840ms", "queue length 212"],
  query: {
    expression: 'kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler="search"}',
    value: "5",
  },
  rationale: "A higher upper limit lets the autoscaler do what it wants to do already.",
};

export const staleImage: Problem = {
  name: "image-pull-failure",
  signalName: "ImagePullBackOffPersistent",
  alertSummary: "The image of recommendations can't be pulled.",
  alertDescription: "Pods of recommendations have waited for their image for ten minutes.",
  signalKind: "Deployment",
  target: deployment("recommendations"),
  businessUnit: "storefront",
  rootCause:
    "The tag that the deployment names was removed from the registry by its clean-up. Pods that moved to another node can't pull it any more.",
  causalChain: [
    "The pod waits for its image.",
    "The registry answers that the manifest is unknown.",
    "The tag is older than the registry keeps tags.",
    "The pod was moved when its node was upgraded.",
  ],
  factors: ["The deployment names a tag and no digest.", "Running pods still have the image."],
  thoughts: ["Unknown manifest, not a refused password.", "The image existed, since other pods run it."],
  logs: ["Failed to pull image: manifest unknown", "Back-off pulling image"],
  query: { expression: 'kube_pod_container_status_waiting_reason{reason="ImagePullBackOff"}', value: "2" },
  rationale: "The last released image has the same content and is kept by the registry.",
};

export const orphanedClaims: Problem = {
  name: "orphaned-pvc-no-action",
  signalName: "KubePersistentVolumeClaimOrphaned",
  alertSummary: "Claims are left over that no pod uses.",
  alertDescription: "Five volume claims of demo-batch have had no user for thirty days.",
  signalKind: "PersistentVolumeClaim",
  target: { apiVersion: "v1", kind: "PersistentVolumeClaim", name: "batch-scratch-0" },
  businessUnit: "machine-learning",
  rootCause:
    "Five claims remain from a stateful set that was deleted last month. Nothing uses them, but nobody has said that their data may go.",
  causalChain: [
    "Five claims are bound and unused.",
    "Their owner was deleted 31 days ago.",
    "The policy of the stateful set keeps claims.",
  ],
  factors: ["The volumes cost about 40 a month.", "They may hold results that somebody still needs."],
  thoughts: ["The cause is plain. Whether the data may go is not for me to decide."],
  logs: ["volume batch-scratch-0 is not attached"],
  query: { expression: 'count(kube_persistentvolumeclaim_info{namespace="demo-batch"})', value: "5" },
  rationale: "None was chosen: no workflow deletes data without being asked to.",
};
