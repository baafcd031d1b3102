import type { MarkName } from "@/components/ui/icon-sprite";
import type { LeafSource } from "@/contracts/reconstruction";

type SourceLook = { mark: MarkName; ink: string; name: string; counted: string };

/** Shape, colour and words of the four sources; the shape alone tells them apart. */
export const SOURCE_LOOKS: Record<LeafSource, SourceLook> = {
  event: { mark: "full", ink: "text-machine", name: "event", counted: "from an event" },
  derived: { mark: "half", ink: "text-pending", name: "derived", counted: "derived" },
  constant: { mark: "ring", ink: "text-ink-faint", name: "constant", counted: "constant" },
  left_out: { mark: "cross", ink: "text-blocked", name: "left out", counted: "left out" },
};
