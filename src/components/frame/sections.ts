import type { IconName } from "../ui/icon-sprite";

export type Section = { name: string; pages: readonly Page[] };
type Page = { name: string; href: string; icon: IconName; key: string };

/** The navigation. A section appears here on the day its screen works. */
const SECTIONS: readonly Section[] = [
  {
    name: "Observe",
    pages: [
      { name: "Home", href: "/", icon: "home", key: "g h" },
      { name: "Remediations", href: "/remediations", icon: "remediations", key: "g r" },
    ],
  },
];

const ACCESS_PAGES: readonly Page[] = [
  { name: "Access", href: "/access", icon: "lock", key: "g a" },
  { name: "Access log", href: "/access-log", icon: "rows", key: "g l" },
];

/** The sections of this server. Access is administered only where callers need a credential. */
export function sectionsOf({ isAccessControlled }: { isAccessControlled: boolean }): readonly Section[] {
  return isAccessControlled ? [...SECTIONS, { name: "Operate", pages: ACCESS_PAGES }] : SECTIONS;
}

export function isInside(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
