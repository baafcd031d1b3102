import type { ReconstructedField } from "@/contracts/reconstruction";
import { SourceMark } from "./source-mark";

type ChosenLineProps = {
  line: number;
  field: ReconstructedField;
  numberOf: (eventId: string) => number | null;
  onOpenEvent: (eventId: string) => void;
};

/** Where the chosen line is from, in words. */
export function ChosenLine({ line, field, numberOf, onOpenEvent }: ChosenLineProps) {
  const { event } = field;
  return (
    <section
      aria-live="polite"
      aria-label="Source of the chosen line"
      className="min-h-[92px] shrink-0 border-line border-b px-4 py-2.5 text-sm"
    >
      <h2 className="mb-1 flex items-center gap-2 font-medium text-ink-soft text-xs">
        Line {line} comes from
        <SourceMark source={field.source} className="ml-auto font-regular text-ink" />
      </h2>
      <p className="mono font-strong text-sm wrap-anywhere">{field.path}</p>
      <p className="text-ink-soft wrap-anywhere">
        {event !== null && (
          <>
            Event{" "}
            <button
              type="button"
              onClick={() => onOpenEvent(event.event_id)}
              className="min-h-6 text-accent underline underline-offset-2"
            >
              {numberOf(event.event_id) ?? event.chain_seq}
            </button>
            , <span className="mono">{event.event_type}</span>
            {field.payload_path !== null && (
              <>
                , <span className="mono">{field.payload_path}</span>
              </>
            )}
            .{" "}
          </>
        )}
        {field.how}
      </p>
    </section>
  );
}
