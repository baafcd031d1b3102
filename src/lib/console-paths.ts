/** Addresses of the console, made in one place. */

export function remediationPath(correlationId: string): string {
  return `/remediations/${encodeURIComponent(correlationId)}`;
}

/** The id behind a segment of an address, which is encoded wherever Next hands it on but in `generateMetadata`. */
export function remediationIdIn(segment: string): string {
  return decodeURIComponent(segment);
}

/** The id in the path of a remediation; null elsewhere. What is not properly encoded is taken as it stands. */
export function remediationAt(pathname: string): string | null {
  const segment = /^\/remediations\/([^/]+)$/.exec(pathname)?.[1];
  if (segment === undefined) return null;
  try {
    return remediationIdIn(segment);
  } catch {
    return segment;
  }
}

/** The list filtered by a query as one types it. */
export function remediationsPath(query = "", sort?: "started_asc" | "activity_desc"): string {
  const params = new URLSearchParams({ ...(query ? { q: query } : {}), ...(sort ? { sort } : {}) });
  return params.size === 0 ? "/remediations" : `/remediations?${params}`;
}
