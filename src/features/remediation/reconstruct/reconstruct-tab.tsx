"use client";

import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Icon, Mark } from "@/components/ui/icon";
import { Menu, MenuItem } from "@/components/ui/menu";
import type { Reconstruction } from "@/contracts/reconstruction";
import type { Timeline } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import type { ScreenState } from "../screen-state";
import type { ChangeScreen } from "../use-screen-state";
import { ApplyHint } from "./apply-hint";
import { ChosenLine } from "./chosen-line";
import { ContractView } from "./contract-view";
import { documentFiles, download } from "./documents";
import { FieldTable } from "./field-table";
import { LeftOutList } from "./left-out-list";
import { ReconstructFailure } from "./reconstruct-failure";
import { ReconstructSkeleton } from "./reconstruct-skeleton";
import { SOURCE_LOOKS } from "./source-looks";
import { useReconstruction } from "./use-reconstruction";
import { YamlList } from "./yaml-list";

type ReconstructTabProps = {
  timeline: Timeline;
  state: ScreenState;
  change: ChangeScreen;
  onOpen: (eventId: string) => void;
};

/** The resource rebuilt from its trail: document, source of each line, what is lost, and the files to take along. */
export function ReconstructTab({ timeline, state, change, onOpen }: ReconstructTabProps) {
  const { data, error, isFetching, refetch } = useReconstruction(timeline.remediation.correlationId);
  if (data === undefined) {
    if (error === null || isFetching) return <ReconstructSkeleton />;
    return <ReconstructFailure error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ReconstructTools result={data} state={state} change={change} />
      {state.isContractShown ? (
        <ContractView result={data} />
      ) : (
        <SourcedDocument timeline={timeline} result={data} state={state} change={change} onOpen={onOpen} />
      )}
      <ApplyHint result={data} />
    </div>
  );
}

type ToolsProps = { result: Reconstruction; state: ScreenState; change: ChangeScreen };

function ReconstructTools({ result, state, change }: ToolsProps) {
  const files = documentFiles(result);
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-5 gap-y-1.5 border-line border-b px-6 py-2 max-wide:px-4">
      <fieldset className="flex">
        <legend className="sr-only">View</legend>
        <Segment isOn={!state.isContractShown} side="left" onPress={() => change({ isContractShown: false })}>
          With sources
        </Segment>
        <Segment isOn={state.isContractShown} side="right" onPress={() => change({ isContractShown: true })}>
          As clients get it
        </Segment>
      </fieldset>
      {!state.isContractShown && <SourceCounts counts={result.counts} />}
      <span className="ml-auto flex items-center gap-2">
        <CopyButton text={state.isContractShown ? result.remediation_request_yaml : result.apply_yaml}>
          Copy YAML
        </CopyButton>
        <Menu
          label="Files"
          trigger={
            <Button icon="download">
              Download
              <Icon name="down" size={12} />
            </Button>
          }
        >
          {files.map((file) => (
            <MenuItem
              key={file.id}
              onSelect={() => download(file)}
              end={<span className="mono">{shortEnding(file.name)}</span>}
            >
              {file.label}
            </MenuItem>
          ))}
        </Menu>
      </span>
    </div>
  );
}

function SourceCounts({ counts }: { counts: Reconstruction["counts"] }) {
  return (
    <ul aria-label="Fields by source" className="flex flex-wrap gap-x-5 text-ink-soft text-xs">
      {(["event", "derived", "constant", "left_out"] as const).map((source) => (
        <li key={source} className="inline-flex items-center gap-1.5 whitespace-nowrap tabular-nums">
          <Mark name={SOURCE_LOOKS[source].mark} className={SOURCE_LOOKS[source].ink} />
          {counts[source]} {SOURCE_LOOKS[source].counted}
        </li>
      ))}
    </ul>
  );
}

type SegmentProps = { isOn: boolean; side: "left" | "right"; onPress: () => void; children: string };

function Segment({ isOn, side, onPress, children }: SegmentProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onPress}
      className={cn(
        "h-[26px] border border-line-strong px-2.5 text-sm",
        side === "left" ? "rounded-l-md" : "rounded-r-md border-l-0",
        isOn ? "bg-selected font-medium text-ink" : "text-ink-soft hover:bg-hover",
      )}
    >
      {children}
    </button>
  );
}

type SourcedDocumentProps = ReconstructTabProps & { result: Reconstruction };

/** Line, field row and source are one selection, whichever side it is made on. */
function SourcedDocument({ timeline, result, state, change, onOpen }: SourcedDocumentProps) {
  const numbers = useMemo(() => new Map(timeline.events.map((event) => [event.eventId, event.n])), [timeline.events]);
  const numberOf = (eventId: string) => numbers.get(eventId) ?? null;
  const lineOf = useMemo(
    () => new Map(result.document.map((line, index) => [line.field, index + 1])),
    [result.document],
  );
  const line = chosenLine(result, state.line);
  const chosen = line === null ? null : (result.document[line - 1]?.field ?? null);
  const field = chosen === null ? undefined : result.fields[chosen];
  return (
    <div className="@container flex min-h-0 flex-1">
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,0.84fr)_minmax(0,1fr)] @max-[720px]:grid-cols-1 @max-[720px]:grid-rows-[minmax(240px,1fr)_minmax(0,1fr)] max-narrow:block">
        <section
          aria-label="Reconstructed YAML"
          className="flex min-h-0 border-line border-r max-narrow:max-h-[55vh] max-narrow:border-r-0 max-narrow:border-b"
        >
          <YamlList
            lines={result.document}
            fields={result.fields}
            numberOf={numberOf}
            line={line}
            onChoose={(next) => change({ line: next })}
            onOpenEvent={onOpen}
          />
        </section>
        <div className="thin-scroll @container flex min-h-0 flex-col overflow-y-auto">
          {line !== null && field !== undefined && (
            <ChosenLine line={line} field={field} numberOf={numberOf} onOpenEvent={onOpen} />
          )}
          <FieldTable
            fields={result.fields}
            chosen={chosen}
            numberOf={numberOf}
            onChoose={(index) => change({ line: lineOf.get(index) ?? null })}
            onOpenEvent={onOpen}
          />
          <LeftOutList fields={result.fields} />
        </div>
      </div>
    </div>
  );
}

/** The line in the address when it has a source, else the first line of the spec that is from an event. */
function chosenLine(result: Reconstruction, wanted: number | null): number | null {
  const fieldAt = (line: number) => result.fields[result.document[line - 1]?.field ?? -1];
  if (wanted !== null && fieldAt(wanted) !== undefined) return wanted;
  const first = result.document.findIndex(
    (line) => line.field !== null && result.fields[line.field]?.path.startsWith("spec."),
  );
  return first < 0 ? null : first + 1;
}

const shortEnding = (name: string) => name.slice(name.indexOf(".", Math.max(name.length - 16, 0)));
