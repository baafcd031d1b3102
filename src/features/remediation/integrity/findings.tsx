import { Id } from "@/components/ui/id";
import { Badge } from "@/components/ui/state";
import type { ChainFinding, ChainFindingKind, ChainVerdict } from "@/contracts/audit";
import type { Timeline } from "@/contracts/timeline";
import { visibleLine } from "@/lib/visible-text";
import { FINDING_KINDS } from "./finding-kinds";

type FindingsProps = { verdict: ChainVerdict; timeline: Timeline; onOpen: (eventId: string) => void };

/** What is wrong, place by place, and what each kind means. Nothing is drawn when nothing is wrong. */
export function Findings({ verdict, timeline, onOpen }: FindingsProps) {
  if (verdict.findings.length === 0) return null;
  const kinds = [...new Set(verdict.findings.map((finding) => finding.kind))];
  const hidden = verdict.findings_total - verdict.findings.length;
  return (
    <section aria-labelledby="findings" className="mt-6 max-w-[860px]">
      <h2 id="findings">
        Findings{" "}
        <span className="font-regular text-ink-faint tabular-nums">
          {verdict.findings_total.toLocaleString("en-GB")}
        </span>
      </h2>
      <ol className="mt-2 border-line border-t">
        {verdict.findings.map((finding) => (
          <li
            key={`${finding.kind}-${finding.chain_seq}`}
            className="grid grid-cols-[130px_minmax(0,1fr)] gap-x-3 border-line border-b py-2 max-phone:grid-cols-1"
          >
            <span>
              <KindBadge kind={finding.kind} />
              <span className="mt-1 block text-ink-soft text-xs tabular-nums">
                position {finding.chain_seq.toLocaleString("en-GB")}
              </span>
            </span>
            <FindingBody finding={finding} timeline={timeline} onOpen={onOpen} />
          </li>
        ))}
      </ol>
      {hidden > 0 && (
        <p className="mt-2 text-ink-soft text-sm">{hidden.toLocaleString("en-GB")} more are not listed.</p>
      )}
      <h2 className="mt-6">What this means</h2>
      <dl className="mt-1 grid grid-cols-[130px_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm max-phone:grid-cols-1">
        {kinds.map((kind) => (
          <div key={kind} className="contents">
            <dt className="font-medium">{FINDING_KINDS[kind].name}</dt>
            <dd className="text-ink-soft">{FINDING_KINDS[kind].meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function KindBadge({ kind }: { kind: ChainFindingKind }) {
  return <Badge state={kind === "unhashed" ? "blocked" : "broken"}>{FINDING_KINDS[kind].name}</Badge>;
}

function FindingBody({ finding, timeline, onOpen }: { finding: ChainFinding } & Omit<FindingsProps, "verdict">) {
  const event = finding.event_id === null ? undefined : timeline.events.find((one) => one.eventId === finding.event_id);
  return (
    <div className="min-w-0 text-sm">
      <p className="wrap-anywhere">{visibleLine(asSentence(finding.message))}</p>
      {event !== undefined && (
        <button
          type="button"
          onClick={() => onOpen(event.eventId)}
          className="min-h-6 text-accent underline underline-offset-2"
        >
          Event {event.n}, {event.type}
        </button>
      )}
      <dl className="grid grid-cols-[72px_minmax(0,1fr)] text-xs">
        <Hash name="Expected" value={finding.expected_hash} />
        <Hash name="Found" value={finding.actual_hash} />
        <Hash name="Previous" value={finding.previous_hash} />
      </dl>
    </div>
  );
}

function Hash({ name, value }: { name: string; value: string | null }) {
  if (value === null) return null;
  return (
    <>
      <dt className="self-center text-ink-soft">{name}</dt>
      <dd>
        <Id value={value} label={`${name.toLowerCase()} hash`} head={24} tail={12} />
      </dd>
    </>
  );
}

function asSentence(words: string): string {
  const start = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
