import { remediationAt } from "@/lib/console-paths";
import type { Section } from "./sections";

export type Crumb = { label: string; href?: string; isId?: boolean };

/** The way to an address through the sections. It is known before anything of the screen is. */
export function crumbsAt(pathname: string, sections: readonly Section[]): readonly Crumb[] {
  const correlationId = remediationAt(pathname);
  const href = correlationId === null ? pathname : "/remediations";
  for (const section of sections) {
    const page = section.pages.find((one) => one.href === href);
    if (!page) continue;
    const parents = [{ label: section.name }];
    if (correlationId === null) return [...parents, { label: page.name }];
    return [...parents, { label: page.name, href }, { label: correlationId, isId: true }];
  }
  return [{ label: "Not found" }];
}
