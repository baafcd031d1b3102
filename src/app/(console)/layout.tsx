import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { Frame } from "@/components/frame/frame";
import { StyleNonce } from "@/components/frame/style-nonce";
import type { WhoAmI } from "@/contracts/access";
import { AccountMenu } from "@/features/access/account-menu";
import { LiveScopes } from "@/features/access/live-scopes";
import { NAV_MODES, PREFERENCE, parseChoice, THEMES } from "@/lib/preferences";
import { ApiProvider } from "@/trpc/client";
import { environmentName, isAccessControlled, prefetch } from "@/trpc/server";

type LayoutProps = { range: ReactNode; children: ReactNode };

export default async function ConsoleLayout({ range, children }: LayoutProps) {
  const stored = await cookies();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <ApiProvider>
      <StyleNonce nonce={nonce} />
      <a
        href="#main"
        className="absolute top-1 -left-[999px] z-50 rounded-md border border-line-control bg-surface px-3 py-1 focus:left-2"
      >
        Skip to content
      </a>
      <Frame
        nav={parseChoice(NAV_MODES, stored.get(PREFERENCE.nav)?.value)}
        theme={parseChoice(THEMES, stored.get(PREFERENCE.theme)?.value)}
        areSingleKeysOn={stored.get(PREFERENCE.singleKeys)?.value !== "off"}
        environment={environmentName()}
        account={isAccessControlled() ? <AccountMenu /> : null}
        isAccessControlled={isAccessControlled()}
        range={range}
      >
        {isAccessControlled() ? <LiveScopes sentWith={await whoAmI()}>{children}</LiveScopes> : children}
      </Frame>
    </ApiProvider>
  );
}

/** Nobody that is known when the server can't say. */
async function whoAmI(): Promise<WhoAmI | undefined> {
  let who: WhoAmI | undefined;
  await prefetch((trpc, client) => [
    client.query(trpc.access.whoAmI.queryOptions()).then((answer) => {
      who = answer;
    }),
  ]);
  return who;
}
