"use client";

import { createContext, useContext, useLayoutEffect } from "react";

/** What a screen says on the top bar that its address does not. */
export type OnBar = {
  /** In place of the breadcrumb. */
  title?: string;
  /** The moment whose offset stands for the zone; now when it is absent. */
  zoneAt?: string;
};

type Say = (change: (said: OnBar) => OnBar) => void;

/** Carries no words itself: a change of them leaves alone everything but the bar. */
export const OnBarContext = createContext<Say>(() => {});

/** Says it for as long as the component is shown. */
export function useOnBar(name: keyof OnBar, value: string | undefined): void {
  const say = useContext(OnBarContext);
  useLayoutEffect(() => {
    say((said) => ({ ...said, [name]: value }));
    return () => say((said) => ({ ...said, [name]: undefined }));
  }, [say, name, value]);
}
