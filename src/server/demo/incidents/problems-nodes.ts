import type { Problem } from "../incident";

export const nodeNotReady: Problem = {
  name: "node-notready",
  signalName: "KubeNodeNotReady",
  alertSummary: "Node demo-worker has not been ready for more than a minute.",
  alertDescription:
    "The node's kubelet has stopped reporting. Pods on it may be out of reach and will be evicted if this goes on.",
  signalKind: "Node",
  target: { apiVersion: "v1", kind: "Node", name: "demo-worker" },
  businessUnit: "infrastructure",
  rootCause:
    "The kubelet of demo-worker sends no heartbeats any more, so the control plane counts the node as lost. A control group path that the kubelet expects is missing on the node and has been reported since yesterday.",
  causalChain: [
    "The alert says that the node is not ready.",
    "All four conditions of the node are Unknown: its status is no longer posted.",
    "Prometheus can't reach the kubelet on any of its three endpoints.",
    "The kubelet could not apply its resource limits: cpuset.cpus does not exist below its control group.",
  ],
  factors: [
    "The node left and came back eleven times since yesterday.",
    "290 warnings name the missing control group path.",
    "web-service runs with two of three replicas.",
  ],
  thoughts: [
    "I look at the node, its events and the kubelet's metrics at the same time.",
    "The conditions are Unknown, not False: the node has gone silent rather than reported a problem.",
    "The same warning repeats for a day. The node itself is at fault, not the pods on it.",
    "Pods have to move before anything is repaired here. I look for a workflow that drains a node.",
  ],
  logs: [
    "kubelet: failed to enforce node allocatable: open cpuset.cpus: no such file or directory",
    "kubelet: node not ready, status not posted for 52s",
  ],
  query: { expression: 'up{job="kubelet", node="demo-worker"}', value: "0" },
  rationale:
    "The node is silent for longer than a passing fault would explain. Cordoning and draining it brings its pods to healthy nodes.",
};

export const diskPressure: Problem = {
  name: "disk-pressure-emptydir",
  signalName: "PredictedDiskPressure",
  alertSummary: "A node will run out of disk space within half an hour.",
  alertDescription:
    "At the rate of the last hour the ephemeral storage of dev-worker-0 is full in 30 minutes, and the kubelet will begin to evict pods.",
  signalKind: "Unknown",
  target: { apiVersion: "apps/v1", kind: "Deployment", name: "postgres-emptydir" },
  businessUnit: "data-platform",
  rootCause:
    "The database postgres-emptydir keeps its files in an emptyDir of up to 8 GiB, on a node that has 7.9 GiB of ephemeral storage. As it grows, it takes the whole disk of the node, and an eviction would delete its data.",
  causalChain: [
    "A forecast says that the disk of dev-worker-0 is full in 30 minutes.",
    "One pod writes nearly all of it: postgres-emptydir.",
    "Its data directory is an emptyDir, which counts against the node.",
    "The limit of that volume is greater than what the node can give.",
  ],
  factors: [
    "postgres-emptydir writes 95 MB a minute.",
    "The volume has no persistent claim behind it.",
    "The cluster is managed from Git: a change made by hand would be undone.",
  ],
  thoughts: [
    "The alert names no object that exists. I begin with the node that it mentions in its labels.",
    "One pod accounts for the growth. Its volume is an emptyDir.",
    "Deleting files would only delay this. The data must move to a persistent volume.",
    "Argo CD owns this namespace, so the change has to be made in the repository.",
  ],
  logs: ["LOG:  checkpoint complete: wrote 11873 buffers", "LOG:  could not extend file: No space left on device"],
  query: {
    expression: 'predict_linear(node_filesystem_avail_bytes{node="dev-worker-0"}[1h], 1800)',
    value: "-148897792",
  },
  rationale: "The migration moves the data to a claim and commits the new manifest, so Argo CD keeps the change.",
};

export const etcdFragmented: Problem = {
  name: "etcd-defrag",
  signalName: "EtcdHighFragmentationRatio",
  alertSummary: "More than half of the store's file is free space.",
  alertDescription:
    "The file of the key-value store grows although its content does not. It will reach its quota and refuse writes.",
  signalKind: "StatefulSet",
  target: { apiVersion: "apps/v1", kind: "StatefulSet", name: "config-store" },
  businessUnit: "infrastructure",
  rootCause:
    "config-store was never defragmented. Compaction frees pages inside the file, but the file does not shrink by itself.",
  causalChain: [
    "The alert reports a fragmentation of 0.61.",
    "Compaction runs every five minutes.",
    "No defragmentation has run since the store was installed.",
  ],
  factors: ["The file has 1.9 GB, of which 0.7 GB are in use.", "A controller rewrites its lease every two seconds."],
  thoughts: [
    "I compare the size in use with the size of the file.",
    "Compaction works; what is missing is defragmentation.",
  ],
  logs: ["finished scheduled compaction", "apply request took too long"],
  query: {
    expression: "1 - etcd_mvcc_db_total_size_in_use_in_bytes / etcd_mvcc_db_total_size_in_bytes",
    value: "0.61",
  },
  rationale: "Defragmenting one member after the other returns the space without an interruption.",
};
