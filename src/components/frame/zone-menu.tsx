"use client";

import { useEffect, useState } from "react";
import { formatOffset, UTC } from "@/lib/zone-time";
import { Button } from "../ui/button";
import { Menu, MenuChoice, MenuLabel } from "../ui/menu";
import { useNow } from "../ui/use-now";
import { replaceSearch } from "../ui/use-search";
import { useZone } from "../ui/use-zone";

const COMMON = [
  "America/Los_Angeles",
  "America/New_York",
  "Europe/London",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Asia/Tokyo",
  "Australia/Sydney",
];

/**
 * The zone of every time on the page. It lives in the address, so a link shows the same times elsewhere.
 * The offset is the one of `at`, the moment the page is about, since summer time moves it.
 */
export function ZoneMenu({ at }: { at?: string }) {
  const zone = useZone();
  const now = new Date(useNow()).toISOString();
  const moment = at ?? now;
  const own = useBrowserZone();
  const zones = [...new Set([UTC, ...(own ? [own] : []), zone, ...COMMON])];

  const choose = (chosen: string) =>
    replaceSearch((params) => (chosen === UTC ? params.delete("tz") : params.set("tz", chosen)));

  return (
    <Menu
      label="Time zone"
      trigger={
        <Button variant="quiet" icon="clock" aria-label={`Time zone ${zone}, ${formatOffset(moment, zone)}`}>
          <span className="text-ink-faint tabular-nums max-phone:hidden">{formatOffset(moment, zone)}</span>
        </Button>
      }
    >
      <MenuLabel>Times are shown in</MenuLabel>
      <MenuChoice
        value={zone}
        onChange={choose}
        options={zones.map((name) => ({
          value: name,
          label: name === own ? `${name} (this browser)` : name,
          end: formatOffset(moment, name).replace("UTC", ""),
        }))}
      />
    </Menu>
  );
}

/** Known after the first paint only: the server cannot tell. */
function useBrowserZone(): string | null {
  const [zone, setZone] = useState<string | null>(null);
  useEffect(() => setZone(new Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  return zone;
}
