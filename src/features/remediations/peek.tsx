"use client";

import { useQuery } from "@tanstack/react-query";
import { Button, buttonClass, IconButton } from "@/components/ui/button";
import { ConsoleLink } from "@/components/ui/console-link";
import { ErrorState } from "@/components/ui/error-state";
import { Id } from "@/components/ui/id";
import { Menu, MenuItem } from "@/components/ui/menu";
import { OutcomeMark } from "@/components/ui/outcome";
import { Fact, Facts, Panel, PanelSection } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { StateMark } from "@/components/ui/state";
import { Time } from "@/components/ui/time";
import { TimeKey, TimeSplit } from "@/components/ui/time-split";
import { useCopy } from "@/components/ui/use-copy";
import type { RemediationRow } from "@/contracts/remediations";
import type { Timeline } from "@/contracts/timeline";
import { remediationPath } from "@/lib/console-paths";
import { visibleLine } from "@/lib/visible-text";
import { errorWords, useTRPC } from "@/trpc/client";
import { curlOfEvents, curlOfReconstruction } from "./list-menus";
import { signalWords, targetWords } from "./row-facts";
import { Story } from "./story";

type PeekProps = {
  correlationId: string;
  /** The row when it is among the loaded ones. */
  row: RemediationRow | undefined;
  position: string;
  onPrevious: () => void;
  onNext: () => void;
  onClose: () => void;
};

/** A remediation in short, beside the list. */
export function Peek({ correlationId, row, position, onPrevious, onNext, onClose }: PeekProps) {
  const trpc = useTRPC();
  const timeline = useQuery(trpc.audit.timeline.queryOptions({ correlationId }));
  const shown = row ?? timeline.data?.remediation;
  return (
    <Panel
      label={`Peek: ${shown ? signalWords(shown) : visibleLine(correlationId)}`}
      position={position}
      controls={
        <>
          <IconButton icon="up" label="Previous row (k)" onClick={onPrevious} />
          <IconButton icon="down" label="Next row (j)" onClick={onNext} />
          <IconButton icon="close" label="Close (Esc)" onClick={onClose} />
        </>
      }
      foot={
        <>
          <ConsoleLink href={remediationPath(correlationId)} className={buttonClass("primary")}>
            Open
          </ConsoleLink>
          <CopyOneMenu correlationId={correlationId} />
        </>
      }
    >
      <PanelSection>
        {shown && <Lead row={shown} />}
        {timeline.data ? <Times timeline={timeline.data} /> : timeline.isPending && <TimesSkeleton />}
        {timeline.isError && (
          <ErrorState
            size="card"
            title="The story could not be loaded"
            {...errorWords(timeline.error)}
            onRetry={() => void timeline.refetch()}
          />
        )}
      </PanelSection>
      {timeline.data && (
        <PanelSection title="What happened">
          <Story steps={timeline.data.story} notes={timeline.data.notes} />
        </PanelSection>
      )}
      {timeline.isPending && <StorySkeleton />}
      {shown && <RecordSection row={shown} />}
    </Panel>
  );
}

function Lead({ row }: { row: RemediationRow }) {
  return (
    <>
      <h2 className="text-lg wrap-anywhere">
        <ConsoleLink href={remediationPath(row.correlationId)} className="underline-offset-2 hover:underline">
          {signalWords(row)}
        </ConsoleLink>
      </h2>
      <p className="text-ink-soft wrap-anywhere">{targetWords(row)}</p>
    </>
  );
}

function Times({ timeline }: { timeline: Timeline }) {
  const { machine, human, queue } = timeline.times;
  return (
    <>
      <p className="mt-2 mb-2.5">
        {withOffsets(timeline.sentence).map(({ text, isStrong, offset }) => (
          <span key={offset} className={isStrong ? "font-medium" : ""}>
            {visibleLine(text)}
          </span>
        ))}
      </p>
      <TimeSplit
        segments={[
          { kind: "machine", ms: machine },
          { kind: "human", ms: human },
          { kind: "queue", ms: queue },
        ]}
      />
      <TimeKey times={timeline.times} className="mt-2" />
    </>
  );
}

/** Pieces with the place at which each begins, which is their key. */
function withOffsets<T extends { text: string }>(pieces: readonly T[]): (T & { offset: number })[] {
  let offset = 0;
  return pieces.map((piece) => {
    const placed = { ...piece, offset };
    offset += piece.text.length + 1;
    return placed;
  });
}

function RecordSection({ row }: { row: RemediationRow }) {
  return (
    <PanelSection title="Record">
      <Facts>
        <Fact name="Outcome">
          <OutcomeMark outcome={row.outcome} />
        </Fact>
        <Fact name="Remediation">
          <Id value={row.correlationId} label="remediation id" head={14} tail={8} />
        </Fact>
        <Fact name="Severity">{textOf(row.severity) ?? <Absent />}</Fact>
        <Fact name="Environment">{textOf(row.environment) ?? <Absent />}</Fact>
        <Fact name="Workflow">
          {textOf(row.workflowName) ?? <span className="text-ink-faint">none chosen</span>}{" "}
          <span className="text-ink-faint">{textOf(row.workflowVersion)}</span>
        </Fact>
        <Fact name="Cluster">{textOf(row.clusterName) ?? <span className="text-ink-faint">not reported</span>}</Fact>
        <Fact name="Events">
          {row.eventCount.toLocaleString("en-GB")}
          {row.failureCount > 0 && <span className="text-failure"> {row.failureCount} failed</span>}
        </Fact>
        <Fact name="Started">
          <Time at={row.startedAt} />
        </Fact>
        <Fact name="Last event">
          <Time at={row.lastEventAt} />
        </Fact>
        <Fact name="Hold">{row.isHeld ? <StateMark state="held">held</StateMark> : "none"}</Fact>
      </Facts>
    </PanelSection>
  );
}

function textOf(value: string | null): string | null {
  return value === null ? null : visibleLine(value);
}

function Absent() {
  return <span className="text-ink-faint">not recorded</span>;
}

function CopyOneMenu({ correlationId }: { correlationId: string }) {
  const { isCopied, copy } = useCopy();
  return (
    <Menu
      label="Copy as"
      align="start"
      trigger={
        <Button variant="quiet" icon={isCopied ? "check" : "code"}>
          Copy as
        </Button>
      }
    >
      <MenuItem onSelect={() => copy(`${window.location.origin}${remediationPath(correlationId)}`)}>Link</MenuItem>
      <MenuItem onSelect={() => copy(correlationId)}>Id</MenuItem>
      <MenuItem onSelect={() => copy(curlOfEvents(correlationId))}>curl, events</MenuItem>
      <MenuItem onSelect={() => copy(curlOfReconstruction(correlationId))}>curl, reconstruct</MenuItem>
    </Menu>
  );
}

function TimesSkeleton() {
  return (
    <div className="mt-2">
      <Skeleton className="mt-1 mb-4 w-64" />
      <Skeleton className="w-full" />
      <Skeleton className="mt-3 w-48" />
    </div>
  );
}

function StorySkeleton() {
  return (
    <PanelSection title="What happened">
      {["w-48", "w-56", "w-52", "w-44"].map((width) => (
        <div key={width} className="flex gap-6 pb-6">
          <Skeleton className="w-12" />
          <Skeleton className={width} />
        </div>
      ))}
    </PanelSection>
  );
}
