"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ScreenHead } from "@/components/frame/screen-head";
import { ConsoleLink } from "@/components/ui/console-link";
import { Skeleton } from "@/components/ui/skeleton";
import { Badge } from "@/components/ui/state";
import { Ago } from "@/components/ui/time";
import type { StorePulse } from "@/contracts/remediations";
import { remediationPath, remediationsPath } from "@/lib/console-paths";
import { visibleLine } from "@/lib/visible-text";
import { useTRPC } from "@/trpc/client";
import { Card } from "./card";
import { FigureRow, FiguresReadAt, useFigures } from "./figures";
import { FirstRun } from "./first-run";
import { latestQuery, troubledQuery } from "./home-queries";
import { RowsCard } from "./rows-card";
import { SafetyNetCard } from "./safety-net-card";
import { verdictOf } from "./verdict";

type HomeScreenProps = {
  /** The remediation that the checklist's command makes. */
  firstId: string;
  /** Start of the last 24 hours, to the minute. */
  since: string;
  /** Whether whoever sends events needs a key. */
  needsKey: boolean;
};

/** Is everything well, and if not, where to look. */
export function HomeScreen({ firstId, since, needsKey }: HomeScreenProps) {
  const state = useFigures(since);
  const pulse = state.pulse.data;
  // An empty store at the first look keeps the checklist on the page, so that one sees it completed.
  const [isFirstRun, setIsFirstRun] = useState(pulse?.hasEvents === false);
  if (pulse?.hasEvents === false && !isFirstRun) setIsFirstRun(true);
  return (
    <div className="thin-scroll min-h-0 flex-1 overflow-y-auto">
      {isFirstRun ? (
        <>
          <ScreenHead
            title="Welcome to Holdfast"
            sentence="The store is empty. Three steps lead to a first remediation."
          />
          <div className="px-6 pt-2 pb-8 max-wide:px-4">
            <FirstRun correlationId={firstId} needsKey={needsKey} />
          </div>
        </>
      ) : (
        <Overview state={state} firstId={firstId} needsKey={needsKey} />
      )}
    </div>
  );
}

type OverviewProps = { state: ReturnType<typeof useFigures>; firstId: string; needsKey: boolean };

function Overview({ state, firstId, needsKey }: OverviewProps) {
  const trpc = useTRPC();
  const troubled = useQuery(troubledQuery(trpc));
  const latest = useQuery(latestQuery(trpc));
  const isReading = state.open.isPending || state.recent.isPending || state.queue.isPending;
  const verdict = verdictOf(state.figures);
  return (
    <>
      <ScreenHead
        title="Home"
        actions={<FiguresReadAt {...state} />}
        beside={
          !isReading && (
            <Badge state={verdict.state} mark={verdict.state === "neutral" ? "half" : undefined}>
              {verdict.word}
            </Badge>
          )
        }
        sentence={
          isReading ? (
            <Skeleton className="my-[5px] w-80" />
          ) : (
            <>
              {verdict.sentence} <LastEvent pulse={state.pulse.data} />
            </>
          )
        }
      />
      <FigureRow {...state} />
      <div className="grid grid-cols-2 gap-4 px-6 py-5 max-wide:px-4 max-narrow:grid-cols-1">
        <RowsCard
          title="Ended badly or left for a person"
          href={remediationsPath("outcome:(Failed or TimedOut or Blocked or ManualReviewRequired)")}
          query={troubled}
          empty="None. Every remediation so far ended well or is still running."
        />
        <RowsCard title="Latest" href={remediationsPath()} query={latest} empty="Nothing was recorded yet." />
        <SafetyNetCard />
        <TestEventCard firstId={firstId} needsKey={needsKey} />
      </div>
    </>
  );
}

function LastEvent({ pulse }: { pulse: StorePulse | undefined }) {
  if (!pulse?.lastEvent) return null;
  return (
    <>
      The last event arrived{" "}
      <ConsoleLink
        href={remediationPath(pulse.lastEvent.correlationId)}
        title={visibleLine(pulse.lastEvent.eventType)}
        className="text-accent underline underline-offset-2"
      >
        <Ago at={pulse.lastEvent.receivedAt} className="whitespace-nowrap" />
      </ConsoleLink>
      .
    </>
  );
}

/** The checklist again, for whoever connects a service to a store that already has events. */
function TestEventCard({ firstId, needsKey }: { firstId: string; needsKey: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Card
      title="Try the connection"
      className="col-span-full"
      end={
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          className="h-6 text-accent underline underline-offset-2"
        >
          {isOpen ? "Hide" : "Send a test event"}
        </button>
      }
    >
      <div className="px-4 py-3 text-ink-soft">
        {isOpen ? (
          <FirstRun correlationId={firstId} needsKey={needsKey} />
        ) : (
          "A command that sends one event and a page that shows its arrival."
        )}
      </div>
    </Card>
  );
}
