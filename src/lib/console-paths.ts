/** Addresses of the console, made in one place. */

export function remediationPath(correlationId: string): string {
  return `/remediations/${encodeURIComponent(correlationId)}`;
}

/** The id behind a segment of an address, which is encoded wherever Next hands it on but in `generateMetadata`. */
export function remediationIdIn(segment: string): string {
  return decodeURIComponent(segment);
}

/** The list filtered by a query as one types it. */
export function remediationsPath(query = "", sort?: "started_asc" | "activity_desc"): string {
  const params = new URLSearchParams({ ...(query ? { q: query } : {}), ...(sort ? { sort } : {}) });
  return params.size === 0 ? "/remediations" : `/remediations?${params}`;
}
