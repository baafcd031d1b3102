/** A path of this console, or its first page: an address may not lead anybody to another site. */
export function localPath(given: string | string[] | undefined): string {
  if (typeof given !== "string" || !given.startsWith("/")) return "/";
  const url = new URL(given, "http://console");
  if (url.origin !== "http://console") return "/";
  return `/${url.pathname.replace(/^\/+/, "")}${url.search}${url.hash}`;
}
