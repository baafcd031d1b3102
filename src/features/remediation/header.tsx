import { useQueries } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLacksScope } from "@/components/frame/scopes";
import { ScreenHead } from "@/components/frame/screen-head";
import { Id } from "@/components/ui/id";
import { scopeReason } from "@/components/ui/missing-scope";
import { OutcomeBadge } from "@/components/ui/outcome";
import { StateMark } from "@/components/ui/state";
import { TimeSplit } from "@/components/ui/time-split";
import type { Timeline, TimelineNote } from "@/contracts/timeline";
import { visibleLine } from "@/lib/visible-text";
import { useTRPC } from "@/trpc/client";
import { type ChainSummary, chainWords } from "./integrity/chain-words";
import { numbered } from "./numbered";
import { ScreenLink } from "./screen-link";
import type { ScreenState } from "./screen-state";

/** The remediation in a line, a sentence and a bar: what it was, how it ended, where the time went, what to look at. */
export function RemediationHead({ timeline }: { timeline: Timeline }) {
  const { correlationId } = timeline.remediation;
  const segments = timeline.ledger.map((row) => ({ kind: row.kind, ms: row.toMs - row.fromMs }));
  return (
    <ScreenHead
      title={visibleLine(timeline.title)}
      beside={
        <>
          <OutcomeBadge outcome={timeline.outcome} />
          <Id value={correlationId} label="correlation id" isFull />
        </>
      }
      sentence={<Sentence pieces={timeline.sentence} />}
    >
      <div className="mt-2 flex items-center gap-x-5 gap-y-2 max-narrow:flex-col max-narrow:items-stretch">
        <TimeSplit segments={segments} className="min-w-[280px] flex-1 max-narrow:min-w-0 max-narrow:flex-none" />
        <ul aria-label="Notes" className="flex flex-wrap items-center gap-x-5 text-xs leading-5">
          {timeline.notes.map((note) => (
            <li key={note.text}>
              <Note note={note} timeline={timeline} />
            </li>
          ))}
          <li>
            <ChainNote timeline={timeline} />
          </li>
          <li>
            {timeline.remediation.isHeld ? (
              <StateMark state="held">Held</StateMark>
            ) : (
              <StateMark state="neutral">No hold</StateMark>
            )}
          </li>
        </ul>
      </div>
    </ScreenHead>
  );
}

function Sentence({ pieces }: { pieces: Timeline["sentence"] }) {
  return numbered(pieces).map(({ number, item }) =>
    item.isStrong ? (
      <b key={number} className="font-medium text-ink">
        {visibleLine(item.text)}
      </b>
    ) : (
      visibleLine(item.text)
    ),
  );
}

const NOTE_LOOK = {
  failure: { state: "failure", mark: "diamond" },
  absent: { state: "failure", mark: "absent" },
  info: { state: "neutral", mark: "ring" },
} as const satisfies Record<TimelineNote["kind"], object>;

function Note({ note, timeline }: { note: TimelineNote; timeline: Timeline }) {
  const look = NOTE_LOOK[note.kind];
  const words = (
    <StateMark state={look.state} mark={look.mark}>
      {visibleLine(note.text)}
    </StateMark>
  );
  const event = note.event === null ? undefined : timeline.events.find((one) => one.n === note.event);
  if (event === undefined) return words;
  return (
    <ScreenLink change={{ eventId: event.eventId }} className="inline-flex min-h-6 items-center hover:underline">
      {words}
    </ScreenLink>
  );
}

const CHAIN_LOOK = {
  verified: { state: "success", mark: "verified" },
  broken: { state: "broken", mark: "cross" },
  cannot_verify: { state: "blocked", mark: "blocked" },
  nothing_to_verify: { state: "neutral", mark: "ring" },
} as const;

/** The chains are verified beside the page, so that a long one does not hold up what can be read already. */
function ChainNote({ timeline }: { timeline: Timeline }) {
  const trpc = useTRPC();
  const isBarred = useLacksScope("verify");
  const ids = [timeline.remediation.correlationId, ...timeline.aliases];
  const verdicts = useQueries({
    queries: ids.map((correlationId) => trpc.audit.verifyChain.queryOptions({ correlationId }, { enabled: !isBarred })),
    combine: (results) => results.map(({ data }) => data),
  });
  const toIntegrity: Partial<ScreenState> = { tab: "integrity" };
  if (isBarred) {
    return (
      <ScreenLink
        change={toIntegrity}
        title={scopeReason("verify")}
        className="inline-flex min-h-6 items-center hover:underline"
      >
        <StateMark state="blocked">Chain not checked: you need the scope verify</StateMark>
      </ScreenLink>
    );
  }
  const [own, ...aliases] = verdicts;
  const known = aliases.filter((verdict) => verdict !== undefined);
  if (own === undefined || known.length < aliases.length) {
    return (
      <RoomForVerdict timeline={timeline}>
        <StateMark state="neutral" mark="pending" className="min-h-6">
          Chain is being checked
        </StateMark>
      </RoomForVerdict>
    );
  }
  const { verdict, words } = chainWords(own, known);
  return (
    <RoomForVerdict timeline={timeline}>
      <ScreenLink change={toIntegrity} className="inline-flex min-h-6 items-center hover:underline">
        <StateMark {...CHAIN_LOOK[verdict]}>{words}</StateMark>
      </ScreenLink>
    </RoomForVerdict>
  );
}

/** As much room as a sound verdict takes: the notes must not break anew when it comes, since that moves the whole page. */
function RoomForVerdict({ timeline, children }: { timeline: Timeline; children: ReactNode }) {
  const soundChain = (alias: string | null): ChainSummary => {
    const count = timeline.events.filter((event) => event.alias === alias).length;
    return { verdict: "verified", verified_events: count, total_events: count, findings_total: 0 };
  };
  return (
    <span className="inline-grid justify-items-start *:[grid-area:1/1]">
      <span aria-hidden="true" className="invisible inline-flex min-h-6 items-center">
        <StateMark {...CHAIN_LOOK.verified}>
          {chainWords(soundChain(null), timeline.aliases.map(soundChain)).words}
        </StateMark>
      </span>
      {children}
    </span>
  );
}
