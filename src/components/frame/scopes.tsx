"use client";

import { createContext, type ReactNode, useContext } from "react";

const Missing = createContext<readonly string[]>([]);

/** Carries the scopes that the reader is known to lack. The server decides each time anyway. */
export function ScopesProvider({ missing, children }: { missing: readonly string[]; children: ReactNode }) {
  return <Missing value={missing}>{children}</Missing>;
}

export function useLacksScope(scope: string): boolean {
  return useContext(Missing).includes(scope);
}
