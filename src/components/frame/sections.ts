import type { IconName } from "../ui/icon-sprite";

type Page = { name: string; href: string; icon: IconName; key: string };

/** The navigation. A section appears here on the day its screen works. */
export const SECTIONS: readonly { name: string; pages: readonly Page[] }[] = [
  {
    name: "Observe",
    pages: [
      { name: "Home", href: "/", icon: "home", key: "g h" },
      { name: "Remediations", href: "/remediations", icon: "remediations", key: "g r" },
    ],
  },
];

export const PAGES: readonly Page[] = SECTIONS.flatMap((section) => section.pages);

export function isInside(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
