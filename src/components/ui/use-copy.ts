"use client";

import { useEffect, useState } from "react";
import { announce } from "./announce";

const SHOWN_MS = 1500;

/** Copies text, says so to screen readers, and reports it for a moment. */
export function useCopy(): { isCopied: boolean; copy: (text: string) => void } {
  const [copiedAt, setCopiedAt] = useState(0);

  useEffect(() => {
    if (copiedAt === 0) return;
    const timer = setTimeout(() => setCopiedAt(0), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copiedAt]);

  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopiedAt(Date.now());
        announce("Copied");
      },
      () => announce("The browser refused to copy"),
    );
  };
  return { isCopied: copiedAt !== 0, copy };
}
