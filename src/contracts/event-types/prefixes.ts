import { EventCategory } from "../audit";
import type { CorrelationKind } from "../remediations";
import type { LaneId } from "../timeline";
import type { EventTypeInfo } from "./define";

type Place = { category: EventCategory; subject: CorrelationKind; lane: LaneId; rank: number };

const PLACES: Readonly<Record<string, Place>> = {
  gateway: { category: "gateway", subject: "remediation", lane: "signal", rank: 230 },
  orchestrator: { category: "orchestration", subject: "remediation", lane: "processing", rank: 340 },
  signalprocessing: { category: "signalprocessing", subject: "remediation", lane: "processing", rank: 475 },
  aianalysis: { category: "analysis", subject: "remediation", lane: "analysis", rank: 857 },
  aiagent: { category: "aiagent", subject: "other", lane: "analysis", rank: 710 },
  workflow: { category: "workflow", subject: "other", lane: "analysis", rank: 680 },
  approval: { category: "approval", subject: "remediation", lane: "approval", rank: 949 },
  workflowexecution: { category: "workflowexecution", subject: "remediation", lane: "execution", rank: 1040 },
  remediation: { category: "orchestration", subject: "remediation", lane: "execution", rank: 1015 },
  effectiveness: { category: "effectiveness", subject: "remediation", lane: "verification", rank: 1336 },
  notification: { category: "notification", subject: "remediation", lane: "notification", rank: 1425 },
  webhook: { category: "webhook", subject: "other", lane: "processing", rank: 345 },
  remediationworkflow: { category: "workflow", subject: "catalog", lane: "analysis", rank: 2020 },
  actiontype: { category: "actiontype", subject: "catalog", lane: "analysis", rank: 2020 },
  datastorage: { category: "workflow", subject: "catalog", lane: "analysis", rank: 2020 },
  apifrontend: { category: "apifrontend", subject: "other", lane: "signal", rank: 70 },
  access: { category: "access", subject: "access", lane: "processing", rank: 3000 },
  hold: { category: "hold", subject: "hold", lane: "processing", rank: 3000 },
  retention: { category: "retention", subject: "run", lane: "processing", rank: 3000 },
  dlq: { category: "dlq", subject: "run", lane: "processing", rank: 3000 },
};
const byCategory = new Map(Object.values(PLACES).map((place) => [place.category, place]));
const NOWHERE: Place = { category: "remediation", subject: "other", lane: "processing", rank: 350 };

export function placeByPrefix(type: string, category: string): EventTypeInfo {
  const prefix = type.split(".", 1)[0] ?? "";
  const known = EventCategory.safeParse(category).data;
  const place =
    (Object.hasOwn(PLACES, prefix) ? PLACES[prefix] : undefined) ?? (known && byCategory.get(known)) ?? NOWHERE;
  return { ...place, category: known ?? place.category, type, label: wordsOf(type), fields: [], isKnown: false };
}

/** `acme.disk_full.found` reads `Disk full found`. */
function wordsOf(type: string): string {
  const [first = "", ...rest] = type.split(".");
  const words = (rest.join(" ") || first).replaceAll(/[_\s]+/g, " ").trim();
  return words ? words[0]?.toUpperCase() + words.slice(1) : "Event without a type";
}
