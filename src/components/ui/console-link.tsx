"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { useSearch } from "./use-search";

type ConsoleLinkProps = Omit<ComponentProps<typeof Link>, "href"> & { href: string };

/** A link inside the console. It takes the page's time zone along, so that the zone stays as chosen. */
export function ConsoleLink({ href, ...rest }: ConsoleLinkProps) {
  const zone = useSearch().get("tz");
  return <Link prefetch={false} {...rest} href={withZone(href, zone)} />;
}

export function withZone(href: string, zone: string | null): string {
  if (zone === null) return href;
  const url = new URL(href, "http://console");
  if (!url.searchParams.has("tz")) url.searchParams.set("tz", zone);
  return `${url.pathname}${url.search}${url.hash}`;
}
