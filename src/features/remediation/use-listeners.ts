"use client";

import { type RefObject, useEffect } from "react";
import { useLatest } from "@/components/ui/use-latest";

type Listeners = { [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

/** Events of everything inside an element, heard in one place. The handlers may change with each render. */
export function useListeners(element: RefObject<HTMLElement | null>, listeners: Listeners): void {
  const latest = useLatest(listeners);
  const names = Object.keys(listeners).join(" ");
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const controller = new AbortController();
    for (const name of names.split(" ")) {
      target.addEventListener(name, (event) => call(latest.current, name, event), { signal: controller.signal });
    }
    return () => controller.abort();
  }, [element, names, latest]);
}

/** The browser sends each event under the name it was asked for, so the handler fits it. */
function call(listeners: Listeners, name: string, event: Event): void {
  (listeners as Record<string, ((event: Event) => void) | undefined>)[name]?.(event);
}
