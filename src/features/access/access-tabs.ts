export const ACCESS_TABS = ["people", "roles", "keys", "you"] as const;
export type AccessTab = (typeof ACCESS_TABS)[number];

/** The tab of an address; who may not administer access begins with what they may do themselves. */
export function accessTab(given: string | string[] | undefined): AccessTab {
  return ACCESS_TABS.find((tab) => tab === given) ?? "people";
}
