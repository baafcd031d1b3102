"use client";

import { type PointerEvent, useMemo, useRef } from "react";
import { timeTexture } from "@/components/ui/time-split";
import type { Timeline } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import { humanDuration } from "@/lib/duration";
import { clockLabel } from "./axis";
import styles from "./chart.module.css";
import { minimapBars } from "./minimap-bars";
import { clamp, type Scale, type Span } from "./scale";
import { visibleSpan } from "./view";

type MinimapProps = {
  timeline: Timeline;
  scale: Scale;
  isZoomed: boolean;
  width: number;
  onShow: (span: Span) => void;
  onPan: (share: number) => void;
};

type Grip = "from" | "to" | "whole";

/** The whole trail at true scale, so that folding never makes a wait look short. The frame is the part in view. */
export function Minimap({ timeline, scale, isZoomed, width, onShow, onPan }: MinimapProps) {
  const map = useRef<HTMLDivElement>(null);
  const bars = useMemo(() => minimapBars(timeline.ledger, timeline.totalMs, width), [timeline, width]);
  const inView = isZoomed ? visibleSpan(scale) : { fromMs: 0, toMs: timeline.totalMs };
  const x = (ms: number) => (timeline.totalMs > 0 ? (ms / timeline.totalMs) * width : 0);
  const folds = scale.segments.filter((segment) => segment.isFold);
  const label = `${humanDuration(timeline.totalMs)} at true scale, ${
    isZoomed ? `${clockLabel(inView.fromMs)} to ${clockLabel(inView.toMs)} in view` : "all of it in view"
  }`;

  const drag = useDrag({ map, width, totalMs: timeline.totalMs, inView, onShow });
  return (
    <div
      ref={map}
      className="relative my-1 h-[22px] min-w-0 touch-none select-none"
      onPointerDown={drag.start}
      onPointerMove={drag.move}
      onPointerUp={drag.end}
      onPointerCancel={drag.end}
    >
      <div role="img" aria-label={`Minimap of ${label}`} className="absolute inset-0">
        {bars.map((bar) => (
          <span
            key={`${bar.top}-${bar.left}`}
            className={cn("!absolute h-1 rounded-[1px] !border-0", timeTexture(bar.kind))}
            style={{ left: bar.left, width: bar.width, top: bar.top }}
          />
        ))}
        {folds.map((fold) => (
          <span
            key={fold.fromMs}
            className="-inset-y-0.5 absolute border-line-control border-x border-dotted"
            style={{ left: x(fold.fromMs), width: x(fold.toMs) - x(fold.fromMs) }}
          />
        ))}
      </div>
      <div
        role="slider"
        tabIndex={isZoomed ? 0 : -1}
        aria-label="Part of the trail in view"
        aria-valuemin={0}
        aria-valuemax={Math.round(timeline.totalMs)}
        aria-valuenow={Math.round(inView.fromMs)}
        aria-valuetext={label}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -0.1, ArrowRight: 0.1, PageUp: -0.8, PageDown: 0.8 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          onPan(by);
        }}
        className={cn("-inset-y-[3px] absolute rounded-sm border border-accent", isZoomed && "cursor-grab")}
        style={{ left: x(inView.fromMs) - 5, width: Math.max(x(inView.toMs) - x(inView.fromMs), 2) + 10 }}
      >
        <span className={cn(styles.handle, "-left-0.5")} data-grip="from" />
        <span className={cn(styles.handle, "-right-0.5")} data-grip="to" />
      </div>
    </div>
  );
}

type DragInput = {
  map: { readonly current: HTMLDivElement | null };
  width: number;
  totalMs: number;
  inView: Span;
  onShow: (span: Span) => void;
};

/** Moves or resizes the frame; a press beside it brings it there. */
function useDrag({ map, width, totalMs, inView, onShow }: DragInput) {
  const held = useRef<{ grip: Grip; offsetMs: number; span: Span } | null>(null);
  const momentAt = (event: PointerEvent) => {
    const box = map.current?.getBoundingClientRect();
    return box === undefined || width === 0 ? 0 : clamp((event.clientX - box.left) / width, 0, 1) * totalMs;
  };
  const start = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || totalMs === 0) return;
    const at = momentAt(event);
    const grip = gripOf(event.target);
    const length = inView.toMs - inView.fromMs;
    const isInside = at >= inView.fromMs && at <= inView.toMs;
    const span =
      isInside || grip !== "whole" ? inView : moved({ fromMs: at - length / 2, toMs: at + length / 2 }, totalMs);
    held.current = { grip, offsetMs: at - span.fromMs, span };
    event.currentTarget.setPointerCapture(event.pointerId);
    if (span !== inView) onShow(span);
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    const hold = held.current;
    if (hold === null) return;
    const at = momentAt(event);
    if (hold.grip === "whole") {
      const fromMs = at - hold.offsetMs;
      onShow(moved({ fromMs, toMs: fromMs + hold.span.toMs - hold.span.fromMs }, totalMs));
      return;
    }
    const fixed = hold.grip === "from" ? hold.span.toMs : hold.span.fromMs;
    if (Math.abs(at - fixed) > totalMs / 500) onShow({ fromMs: Math.min(at, fixed), toMs: Math.max(at, fixed) });
  };
  const end = () => {
    held.current = null;
  };
  return { start, move, end };
}

function gripOf(target: EventTarget): Grip {
  const grip = target instanceof HTMLElement ? target.dataset.grip : undefined;
  return grip === "from" || grip === "to" ? grip : "whole";
}

function moved(span: Span, totalMs: number): Span {
  const length = Math.min(span.toMs - span.fromMs, totalMs);
  const fromMs = clamp(span.fromMs, 0, totalMs - length);
  return { fromMs, toMs: fromMs + length };
}
