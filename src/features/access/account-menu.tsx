"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/icon";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { useTRPC } from "@/trpc/client";
import { signOut } from "./sign-out";

/** Who is signed in, in the top bar. */
export function AccountMenu() {
  const trpc = useTRPC();
  const router = useRouter();
  const who = useQuery(trpc.access.whoAmI.queryOptions()).data;
  const account = useQuery(trpc.people.own.queryOptions()).data?.account;
  const name = account?.name ?? who?.id ?? "Your account";
  return (
    <Menu
      label="Your account"
      trigger={
        <Button variant="quiet" aria-label={`Account: ${name}`} title={name} className="px-1.5">
          <Mark name="person" size={16} />
        </Button>
      }
    >
      <MenuLabel>
        <span className="block font-medium text-ink text-sm">{name}</span>
        {account && <span className="block">{account.email}</span>}
        {who && <span className="block">{who.roles.join(", ") || "no role"}</span>}
      </MenuLabel>
      <MenuSeparator />
      <MenuItem onSelect={() => router.push("/access?tab=you")}>What may I do?</MenuItem>
      <MenuItem onSelect={() => void signOut()}>Sign out</MenuItem>
    </Menu>
  );
}
