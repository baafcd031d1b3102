"use client";

import { useQuery } from "@tanstack/react-query";
import { ScreenHead } from "@/components/frame/screen-head";
import { ConsoleLink } from "@/components/ui/console-link";
import { MissingScope } from "@/components/ui/missing-scope";
import { cn } from "@/lib/cn";
import { useTRPC } from "@/trpc/client";
import { ACCESS_TABS, type AccessTab } from "./access-tabs";
import { GrantsTab } from "./grants/grants-tab";
import { KeysTab } from "./keys/keys-tab";
import { YouTab } from "./own/you-tab";
import { Loaded } from "./parts";
import { PeopleTab } from "./people/people-tab";

const NAMES: Record<AccessTab, string> = { people: "People", roles: "Roles and groups", keys: "API keys", you: "You" };

/** Who may do what. */
export function AccessScreen({ tab }: { tab: AccessTab }) {
  const trpc = useTRPC();
  const who = useQuery(trpc.access.whoAmI.queryOptions());
  return (
    <>
      <ScreenHead
        title="Access"
        sentence="Who comes in, what they may do and where. Every change here is an event of the record."
      />
      <nav
        aria-label="Parts of access"
        className="flex shrink-0 gap-5 overflow-x-auto border-line border-b px-6 [scrollbar-width:none] max-wide:px-4"
      >
        {ACCESS_TABS.map((one) => (
          <ConsoleLink
            key={one}
            href={`/access?tab=${one}`}
            aria-current={one === tab ? "page" : undefined}
            className={cn(
              "-mb-px inline-flex h-9 items-center whitespace-nowrap border-b-2 text-sm no-underline",
              one === tab ? "border-accent font-medium text-ink" : "border-transparent text-ink-soft hover:text-ink",
            )}
          >
            {NAMES[one]}
          </ConsoleLink>
        ))}
      </nav>
      <div className="thin-scroll flex min-h-0 flex-1 flex-col overflow-y-auto px-6 pb-8 max-wide:px-4">
        <Loaded query={who} what="What you may do">
          {(me) => {
            if (tab === "you") return <YouTab who={me} />;
            if (me.missing.includes("access:admin"))
              return <MissingScope scope="access:admin" does="People, roles and keys are administered here." />;
            if (tab === "people") return <PeopleTab />;
            return tab === "roles" ? <GrantsTab /> : <KeysTab />;
          }}
        </Loaded>
      </div>
    </>
  );
}
