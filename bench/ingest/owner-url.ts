/** Connections as the owner of the schema, who may make tables beside it. */
export function ownerUrl(migrateUrl: string): string {
  const owned = new URL(migrateUrl);
  owned.searchParams.set("options", "-c role=holdfast_owner");
  return owned.href;
}
