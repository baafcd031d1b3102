"use client";

/** Changes the query of the address in place: the page renders anew from it, the server is not asked. */
export function replaceSearch(change: (params: URLSearchParams) => void, how: "push" | "replace" = "replace"): void {
  const params = new URLSearchParams(window.location.search);
  change(params);
  const search = params.toString();
  const url = `${window.location.pathname}${search ? `?${search}` : ""}${window.location.hash}`;
  if (how === "push") window.history.pushState(null, "", url);
  else window.history.replaceState(null, "", url);
}
