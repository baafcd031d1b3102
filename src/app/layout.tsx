import "./globals.css";

import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { LIVE_REGION_ID } from "@/components/ui/announce";
import { IconSprite } from "@/components/ui/icon-sprite";
import { PREFERENCE, parseChoice, THEMES } from "@/lib/preferences";
import { inter, jetbrainsMono } from "./fonts";

export const metadata: Metadata = {
  title: { default: "Holdfast", template: "%s · Holdfast" },
  description: "The record of automatic remediation in Kubernetes.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseChoice(THEMES, (await cookies()).get(PREFERENCE.theme)?.value);
  return (
    <html
      lang="en"
      data-theme={theme}
      className={`${inter.variable} ${jetbrainsMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <IconSprite />
        {children}
        <div id={LIVE_REGION_ID} aria-live="polite" className="sr-only" />
      </body>
    </html>
  );
}
