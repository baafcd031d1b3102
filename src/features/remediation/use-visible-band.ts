"use client";

import { type RefObject, useEffect, useState } from "react";

export type Band = { top: number; bottom: number };

/** Rounded so that a scrolled pixel does not render anything. */
const STEP = 40;

/** The part of an element that the window shows, in the element's own pixels, whichever ancestor scrolls. */
export function useVisibleBand(ref: RefObject<HTMLElement | null>): Band {
  const [band, setBand] = useState<Band>({ top: 0, bottom: 900 });
  useEffect(() => {
    const measure = () => {
      const box = ref.current?.getBoundingClientRect();
      if (box === undefined) return;
      const top = Math.floor(Math.max(-box.top, 0) / STEP) * STEP;
      const bottom = Math.ceil(Math.max(window.innerHeight - box.top, 0) / STEP) * STEP;
      setBand((last) => (last.top === top && last.bottom === bottom ? last : { top, bottom }));
    };
    measure();
    window.addEventListener("scroll", measure, { capture: true, passive: true });
    window.addEventListener("resize", measure);
    return () => {
      window.removeEventListener("scroll", measure, { capture: true });
      window.removeEventListener("resize", measure);
    };
  }, [ref]);
  return band;
}
