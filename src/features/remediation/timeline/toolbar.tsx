import type { ReactNode } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { StateMark } from "@/components/ui/state";
import { cn } from "@/lib/cn";
import { humanDuration } from "@/lib/duration";
import type { ScreenState } from "../screen-state";
import type { ChangeScreen } from "../use-screen-state";
import type { Span } from "./scale";
import type { Chart } from "./use-chart";

type ToolbarProps = {
  state: ScreenState;
  change: ChangeScreen;
  chart: Chart;
  counts: { failures: number; absent: number; turns: number };
  folded: readonly Span[];
  onFailure: (by: 1 | -1) => void;
};

/** Jumps, folds and zoom. The three folds are toggles whose state is in the address. */
export function Toolbar({ state, change, chart, counts, folded, onFailure }: ToolbarProps) {
  const hiddenMs = folded.reduce((sum, fold) => sum + fold.toMs - fold.fromMs, 0);
  return (
    <div
      role="toolbar"
      aria-label="Timeline"
      className="@container flex shrink-0 flex-wrap items-center px-4 py-1.5 max-narrow:px-2"
    >
      <FailureJumps counts={counts} onFailure={onFailure} />
      <span aria-hidden="true" className="mr-1 ml-2 h-4 w-px bg-line-strong @max-[560px]:hidden" />
      {(folded.length > 0 || chart.foldable.length > 0) && (
        <FoldToggle
          isOn={state.isIdleFolded}
          onToggle={() => change({ isIdleFolded: !state.isIdleFolded, unfolded: new Set() })}
          note={folded.length > 0 ? `${folded.length}, ${humanDuration(hiddenMs)} hidden` : undefined}
        >
          Idle folded
        </FoldToggle>
      )}
      {counts.turns > 0 && (
        <FoldToggle
          isOn={state.areTurnsFolded}
          onToggle={() =>
            change({ areTurnsFolded: !state.areTurnsFolded, openSublanes: new Set(), closedLanes: new Set() })
          }
        >
          Turns folded
        </FoldToggle>
      )}
      <FoldToggle isOn={state.isPathShown} onToggle={() => change({ isPathShown: !state.isPathShown })}>
        Critical path
      </FoldToggle>
      <span className="ml-auto flex items-center gap-0.5">
        <IconButton icon="minus" label="Zoom out (-)" disabled={!chart.isZoomed} onClick={() => chart.zoomBy(0.5)} />
        <IconButton icon="plus" label="Zoom in (+)" onClick={() => chart.zoomBy(2)} />
        <Button variant="quiet" icon="fit" title="Show everything (0)" disabled={!chart.isZoomed} onClick={chart.fit}>
          Fit
        </Button>
      </span>
    </div>
  );
}

function FailureJumps({ counts, onFailure }: Pick<ToolbarProps, "counts" | "onFailure">) {
  const isNone = counts.failures === 0;
  const failures = isNone ? "No failures" : `${counts.failures} failure${counts.failures === 1 ? "" : "s"}`;
  const absent = counts.absent === 0 ? "" : `, ${counts.absent} absent`;
  return (
    <span className="flex items-center gap-0.5">
      <IconButton icon="left" label="Previous failure (b)" disabled={isNone} onClick={() => onFailure(-1)} />
      <StateMark
        state={isNone && counts.absent === 0 ? "neutral" : "failure"}
        mark={isNone && counts.absent === 0 ? "ring" : isNone ? "absent" : "diamond"}
        className="text-sm"
      >
        {failures}
        {absent}
      </StateMark>
      <IconButton icon="right" label="Next failure (f)" disabled={isNone} onClick={() => onFailure(1)} />
    </span>
  );
}

type FoldToggleProps = { isOn: boolean; onToggle: () => void; note?: string; children: ReactNode };

/** A toggle that looks like a checkbox and is a button: pressing it acts at once. */
function FoldToggle({ isOn, onToggle, note, children }: FoldToggleProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onToggle}
      className={cn(
        "inline-flex h-7 items-center gap-2 whitespace-nowrap rounded-md px-2 text-sm hover:bg-hover",
        isOn ? "text-ink" : "text-ink-soft hover:text-ink",
      )}
    >
      <span
        aria-hidden="true"
        className={cn(
          "grid size-3.5 place-items-center rounded-sm border",
          isOn ? "border-accent bg-accent text-on-accent" : "border-line-control",
        )}
      >
        {isOn && <Icon name="check" size={12} />}
      </span>
      {children}
      {note !== undefined && <span className="text-ink-faint @max-[880px]:hidden">{note}</span>}
    </button>
  );
}
