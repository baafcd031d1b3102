"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Timeline } from "@/contracts/timeline";
import type { ScreenState } from "../screen-state";
import type { ChangeScreen } from "../use-screen-state";
import { chooseFolds, FIT, makeScale, type Scale, type ScaleInput, type Span, type View } from "./scale";
import { useWidth } from "./use-width";
import { fitSpan, keepSame, panBy, reveal, viewOf, visibleSpan, zoomAt } from "./view";

export type Chart = {
  scale: Scale;
  /** Idle stretches that may be folded at this width. */
  foldable: readonly Span[];
  /** Those of them that are opened one by one. */
  unfolded: readonly Span[];
  isZoomed: boolean;
  zoomBy(factor: number, anchorX?: number): void;
  pan(deltaX: number): void;
  /** Moves by a share of the plot. */
  panShare(share: number): void;
  fit(): void;
  fitTo(span: Span): void;
  show(span: Span): void;
  reveal(moment: number): void;
};

const SETTLED_MS = 250;

/** Measures the plot and owns the view on it. The address gets the view once it has settled. */
export function useChart(
  timeline: Timeline,
  state: ScreenState,
  change: ChangeScreen,
  plot: RefObject<HTMLElement | null>,
): Chart {
  const width = useWidth(plot);
  const [view, setView] = useState<View>(FIT);
  const foldable = useMemo(() => chooseFolds(timeline.idle, timeline.totalMs, width), [timeline, width]);
  const folds = useMemo(
    () => (state.isIdleFolded ? foldable.filter((fold) => !state.unfolded.has(Math.round(fold.fromMs))) : []),
    [foldable, state.isIdleFolded, state.unfolded],
  );
  const unfolded = useMemo(
    () => (state.isIdleFolded ? foldable.filter((fold) => state.unfolded.has(Math.round(fold.fromMs))) : []),
    [foldable, state.isIdleFolded, state.unfolded],
  );
  const input = useMemo<ScaleInput>(
    () => ({ totalMs: timeline.totalMs, width, folds, view }),
    [timeline, width, folds, view],
  );
  const scale = useMemo(() => makeScale(input), [input]);
  useAddress({ input, scale, state, change, setView });

  const latest = useRef(input);
  useLayoutEffect(() => {
    const before = latest.current;
    latest.current = input;
    const isReshaped = before.width !== input.width || before.folds !== input.folds;
    // The stretch of time in view stays when the plot changes its width or its folds.
    if (isReshaped && input.view.zoom > 1)
      setView(viewOf(input, visibleSpan(makeScale({ ...before, view: input.view }))));
  }, [input]);
  const act = useCallback((next: (input: ScaleInput) => View) => {
    setView((view) => keepSame(view, next({ ...latest.current, view })));
  }, []);

  const actions = useMemo(
    () => ({
      zoomBy: (factor: number, anchorX?: number) => act((now) => zoomAt(now, factor, anchorX ?? now.width / 2)),
      pan: (deltaX: number) => act((now) => panBy(now, deltaX)),
      panShare: (share: number) => act((now) => panBy(now, now.width * share)),
      fit: () => act(() => FIT),
      fitTo: (span: Span) => act((now) => fitSpan(now, span)),
      show: (span: Span) => act((now) => viewOf(now, span)),
      reveal: (moment: number) => act((now) => (now.view.zoom > 1 ? reveal(now, moment) : now.view)),
    }),
    [act],
  );
  return useMemo(
    () => ({ scale, foldable, unfolded, isZoomed: view.zoom > 1, ...actions }),
    [scale, foldable, unfolded, view.zoom, actions],
  );
}

type Addressed = {
  input: ScaleInput;
  scale: Scale;
  state: ScreenState;
  change: ChangeScreen;
  setView: (view: View) => void;
};

/** Takes the first view from the address and writes later ones back. */
function useAddress({ input, scale, state, change, setView }: Addressed): void {
  const isRead = useRef(false);
  const { zoom } = input.view;

  useEffect(() => {
    if (isRead.current || input.width === 0) return;
    isRead.current = true;
    if (state.view !== null) setView(viewOf(input, state.view));
  }, [input, state.view, setView]);

  useEffect(() => {
    if (!isRead.current || input.width === 0) return;
    const timer = setTimeout(() => {
      const span = zoom > 1 ? visibleSpan(scale) : null;
      const isSame = span === null ? state.view === null : state.view !== null && isNear(span, state.view);
      if (!isSame) change({ view: span });
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [input.width, scale, zoom, state.view, change]);
}

const isNear = (a: Span, b: Span) => Math.abs(a.fromMs - b.fromMs) < 2 && Math.abs(a.toMs - b.toMs) < 2;
