import { describe, expect, it } from "vitest";
import { remediationPath } from "@/lib/console-paths";
import { crumbsAt } from "./crumbs";
import { sectionsOf } from "./sections";

const labels = (pathname: string, isAccessControlled = false) =>
  crumbsAt(pathname, sectionsOf({ isAccessControlled })).map(({ label }) => label);

describe("the way to an address", () => {
  it("is the section and the name of a page", () => {
    expect(labels("/")).toEqual(["Observe", "Home"]);
    expect(labels("/remediations")).toEqual(["Observe", "Remediations"]);
    expect(labels("/access-log", true)).toEqual(["Operate", "Access log"]);
  });

  it("leads over the list to a remediation", () => {
    expect(crumbsAt(remediationPath("rr-1"), sectionsOf({ isAccessControlled: false }))).toEqual([
      { label: "Observe" },
      { label: "Remediations", href: "/remediations" },
      { label: "rr-1", isId: true },
    ]);
  });

  it("shows an id as it is, not as it is written in an address", () => {
    for (const id of ["a/b", "100%", "ä?#", "%2F"]) expect(labels(remediationPath(id)).at(-1)).toBe(id);
    expect(labels("/remediations/%E0%A4%A").at(-1)).toBe("%E0%A4%A");
  });

  it("is not found where there is no screen", () => {
    for (const path of ["/no", "/remediations/a/b", "/remediations/", "/access/a", "/access-log"])
      expect(labels(path)).toEqual(["Not found"]);
  });
});
