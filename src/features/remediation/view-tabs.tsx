import { useLacksScope } from "@/components/frame/scopes";
import { Mark } from "@/components/ui/icon";
import { scopeReason } from "@/components/ui/missing-scope";
import { cn } from "@/lib/cn";
import { ScreenLink } from "./screen-link";
import { TABS, type Tab } from "./screen-state";

const NAMES: Record<Tab, string> = {
  timeline: "Timeline",
  events: "Events",
  integrity: "Integrity",
  reconstruct: "Reconstruct",
};

/** The views of a remediation. Each is a link with an address; the data is the same, so no page is asked for. */
export function ViewTabs({ tab, eventCount, hint }: { tab: Tab; eventCount: number; hint: string }) {
  const isRebuildBarred = useLacksScope("reconstruct");
  return (
    <div className="flex shrink-0 items-center gap-4 border-line border-b px-6 max-wide:px-4">
      <nav aria-label="Views of this remediation" className="flex min-w-0 gap-5 overflow-x-auto [scrollbar-width:none]">
        {TABS.map((one) => (
          <ScreenLink
            key={one}
            change={{ tab: one }}
            isCurrent={one === tab}
            title={isRebuildBarred && one === "reconstruct" ? scopeReason("reconstruct") : undefined}
            className={cn(
              "inline-flex h-9 items-center gap-1.5 whitespace-nowrap border-b-2 text-sm no-underline",
              one === tab ? "border-accent font-medium text-ink" : "border-transparent text-ink-soft hover:text-ink",
            )}
          >
            {NAMES[one]}
            {isRebuildBarred && one === "reconstruct" && <Mark name="blocked" className="text-ink-faint" />}
            {one === "events" && (
              <span className="font-regular text-ink-faint text-xs tabular-nums">
                {eventCount.toLocaleString("en-GB")}
              </span>
            )}
          </ScreenLink>
        ))}
      </nav>
      <p role="status" className="ml-auto truncate text-ink-soft text-xs">
        {hint}
      </p>
    </div>
  );
}
