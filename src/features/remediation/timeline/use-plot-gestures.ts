"use client";

import { type RefObject, useEffect } from "react";
import type { Chart } from "./use-chart";

/** Pixels a press may move before it counts as a drag. */
const DRAG_FROM = 4;

/** Wheel with Ctrl zooms at the pointer; a sideways wheel and a drag move. A plain wheel stays with the page. */
export function usePlotGestures(area: RefObject<HTMLElement | null>, chart: Chart): void {
  const { zoomBy, pan, isZoomed } = chart;
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      const x = placeInPlot(event);
      if (x === null) return;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoomBy(Math.exp(-event.deltaY / 200), x);
      } else if (isZoomed && Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        event.preventDefault();
        pan(sideways);
      }
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [area, zoomBy, pan, isZoomed]);

  useEffect(() => {
    const element = area.current;
    if (element === null || !isZoomed) return;
    return dragging(element, pan);
  }, [area, pan, isZoomed]);
}

function dragging(element: HTMLElement, pan: (deltaX: number) => void): () => void {
  let from: { x: number; isMoving: boolean } | null = null;
  const onDown = (event: PointerEvent) => {
    if (event.button === 0 && event.pointerType !== "touch" && placeInPlot(event) !== null)
      from = { x: event.clientX, isMoving: false };
  };
  const onMove = (event: PointerEvent) => {
    if (from === null) return;
    const delta = from.x - event.clientX;
    if (!from.isMoving && Math.abs(delta) < DRAG_FROM) return;
    from = { x: event.clientX, isMoving: true };
    pan(delta);
  };
  const onUp = () => {
    // The click that ends a drag must not open what lies under the pointer.
    if (from?.isMoving) window.addEventListener("click", stopOnce, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stopOnce, { capture: true }));
    from = null;
  };
  element.addEventListener("pointerdown", onDown);
  window.addEventListener("pointermove", onMove);
  window.addEventListener("pointerup", onUp);
  return () => {
    element.removeEventListener("pointerdown", onDown);
    window.removeEventListener("pointermove", onMove);
    window.removeEventListener("pointerup", onUp);
  };
}

function stopOnce(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}

/** Horizontal place of a pointer inside the plot it is over; null over labels. */
function placeInPlot(event: MouseEvent): number | null {
  const plot = event.target instanceof Element ? event.target.closest("[data-plot]") : null;
  return plot === null ? null : event.clientX - plot.getBoundingClientRect().left;
}
