"use client";

import { type RefObject, useEffect } from "react";
import { useLatest } from "@/components/ui/use-latest";

const WITHIN_MS = 500;
const WITHIN_PX = 5;

/**
 * Double clicks in a plot, told by what the first click hit: it may open a panel that moves everything under the
 * second one, so the browser's own event can name another element.
 */
export function useDoubleClick(area: RefObject<HTMLElement | null>, onDoubleClick: (target: Element) => void): void {
  const latest = useLatest(onDoubleClick);
  useEffect(() => {
    let first: { target: Element; click: MouseEvent } | null = null;
    const onClick = (click: MouseEvent) => {
      const before = first;
      first = null;
      if (before !== null && isSecond(before.click, click)) {
        click.stopPropagation();
        latest.current(before.target);
      } else if (isInPlot(area.current, click)) {
        first = { target: click.target, click };
      }
    };
    window.addEventListener("click", onClick, { capture: true });
    return () => window.removeEventListener("click", onClick, { capture: true });
  }, [area, latest]);
}

function isSecond(first: MouseEvent, second: MouseEvent): boolean {
  const moved = Math.max(Math.abs(second.clientX - first.clientX), Math.abs(second.clientY - first.clientY));
  return second.timeStamp - first.timeStamp <= WITHIN_MS && moved <= WITHIN_PX;
}

/** A click by the keyboard has no count. */
function isInPlot(area: HTMLElement | null, click: MouseEvent): click is MouseEvent & { target: Element } {
  const { target } = click;
  return click.detail > 0 && target instanceof Element && area?.contains(target) === true && isPlot(target);
}

const isPlot = (target: Element) => target.closest("[data-plot]") !== null;
