import { EventOutcome } from "@/contracts/audit";
import { EVENTS_PER_BATCH_MAX, isReachableId, SentCategory } from "@/contracts/audit-wire";
import { isOwnChain, isOwnType } from "@/contracts/own-events";
import { isUuid } from "@/lib/ids";
import { CLOSE_BRACKET, OPEN_BRACKET } from "@/lib/json-marks";
import { isDate } from "@/lib/time";
import { inSteps } from "@/server/infra/turns";
import { Flag, scanPiece, takeMark } from "./event-scanner";
import { oversizedSpecHash } from "./prepare";
import { ScannedEvent } from "./scanned-event";

/**
 * Sound events out of the bytes of a body, without a value made of any payload: at a tenth of the cost of the careful way.
 * Undefined as soon as anything is not as it should be, or only unusual: the careful way then names the fault.
 */
export async function scanEvents(body: Buffer, kind: "single" | "batch"): Promise<ScannedEvent[] | undefined> {
  let at = kind === "batch" ? takeMark(body, 0, OPEN_BRACKET) : 0;
  if (at === -1) return undefined;
  const events: ScannedEvent[] = [];
  let isSound = false;
  await inSteps(() => {
    const scan = scanPiece(body, at);
    if (scan.events === 0 || events.length + scan.events > EVENTS_PER_BATCH_MAX) return false;
    for (let index = 0; index < scan.events; index++) {
      const event = new ScannedEvent(scan.piece, index);
      if (!isSoundEvent(event)) return false;
      events.push(event);
    }
    at = scan.at;
    if (scan.areToCome) return kind === "batch";
    isSound = kind === "single" ? scan.isAtEnd : takeMark(body, at, CLOSE_BRACKET) === body.length;
    return false;
  });
  return isSound ? events : undefined;
}

const categories: ReadonlySet<unknown> = new Set(SentCategory.options);
const outcomes: ReadonlySet<unknown> = new Set(EventOutcome.options);

/** What the scanner leaves open. Accepts nothing that the schema would refuse, as a test proves. */
function isSoundEvent(event: ScannedEvent): boolean {
  return (
    categories.has(event.eventCategory) &&
    outcomes.has(event.eventOutcome) &&
    !isOwnType(event.eventType) &&
    isReachableId(event.correlationId) &&
    !isOwnChain(event.correlationId) &&
    (event.eventId === undefined || isUuid(event.eventId)) &&
    (event.isWritten || hasSoundParent(event)) &&
    (!event.has(Flag.mayBeIndexed) || oversizedSpecHash(event.eventData) === undefined)
  );
}

function hasSoundParent({ parentEventId, parentEventDate }: ScannedEvent): boolean {
  return (parentEventId === null || isUuid(parentEventId)) && (parentEventDate === null || isDate(parentEventDate));
}
