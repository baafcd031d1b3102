"use client";

/**
 * Radix locks the page behind a dialog with a style element of its own and takes the nonce for it
 * from this global; without it the page's policy refuses the element.
 */
export function StyleNonce({ nonce }: { nonce: string | undefined }) {
  if (typeof window !== "undefined" && nonce) Object.assign(window, { __webpack_nonce__: nonce });
  return null;
}
