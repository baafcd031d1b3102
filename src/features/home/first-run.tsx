"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { announce } from "@/components/ui/announce";
import { buttonClass } from "@/components/ui/button";
import { ConsoleLink } from "@/components/ui/console-link";
import { CopyButton } from "@/components/ui/copy-button";
import { Mark } from "@/components/ui/icon";
import { Ago } from "@/components/ui/time";
import { cn } from "@/lib/cn";
import { remediationPath } from "@/lib/console-paths";
import { visibleLine } from "@/lib/visible-text";
import { useTRPC } from "@/trpc/client";
import { firstEventCommand } from "./first-event";
import { firstEventQuery } from "./home-queries";

/** Three steps from an empty store to a remediation on the screen. The second lights up by itself. */
export function FirstRun({ correlationId, needsKey }: { correlationId: string; needsKey: boolean }) {
  const trpc = useTRPC();
  const origin = useOrigin();
  const awaited = useQuery(firstEventQuery(trpc, correlationId, true));
  const arrived = awaited.data?.rows[0];
  const hasArrived = arrived !== undefined;
  useEffect(() => {
    if (hasArrived) announce("The first event has arrived");
  }, [hasArrived]);

  return (
    <ol className="max-w-[860px]">
      <Step number={1} title="Holdfast is running" isDone>
        <p>It answers at {origin || "this address"} and its store is open.</p>
      </Step>
      <Step
        number={2}
        title={hasArrived ? "The event has arrived" : "Send an event"}
        isDone={hasArrived}
        isCurrent={!hasArrived}
      >
        <p>Run this in a shell. It reports an alert, the way the gateway does when a remediation begins.</p>
        {needsKey && (
          <p>
            It needs an{" "}
            <ConsoleLink href="/access?tab=keys" className="text-accent underline underline-offset-2">
              API key
            </ConsoleLink>{" "}
            with the scope audit:write in the variable HOLDFAST_API_KEY.
          </p>
        )}
        <Command text={firstEventCommand(origin, correlationId, needsKey)} />
        {arrived ? (
          <p className="text-success">
            gateway.signal.received was stored <Ago at={arrived.lastEventAt} />, as the first link of a new chain.
          </p>
        ) : (
          <p className="flex items-center gap-2">
            <Mark
              name="pending"
              className="text-pending motion-safe:animate-spin motion-safe:[animation-duration:3s]"
            />
            {awaited.isError
              ? "The server does not answer; still asking."
              : "Waiting for it. This page looks every two seconds."}
          </p>
        )}
      </Step>
      <Step number={3} title="Open its remediation" isDone={false} isCurrent={hasArrived} isLast>
        {arrived ? (
          <ConsoleLink href={remediationPath(arrived.correlationId)} className={cn(buttonClass("primary"), "mt-1")}>
            Open {visibleLine(arrived.correlationId)}
          </ConsoleLink>
        ) : (
          <p>Its timeline, its events and the chain that proves them. The link appears here.</p>
        )}
      </Step>
    </ol>
  );
}

type StepProps = {
  number: number;
  title: string;
  isDone: boolean;
  isCurrent?: boolean;
  isLast?: boolean;
  children: ReactNode;
};

function Step({ number, title, isDone, isCurrent = false, isLast = false, children }: StepProps) {
  return (
    <li aria-current={isCurrent ? "step" : undefined} className="grid grid-cols-[24px_minmax(0,1fr)] gap-3">
      <span className="flex flex-col items-center">
        <span
          className={cn(
            "flex size-6 shrink-0 items-center justify-center rounded-full text-xs tabular-nums",
            isDone ? "bg-success-tint text-success" : "border border-line-strong text-ink-soft",
            isCurrent && "border-accent text-accent",
          )}
        >
          {isDone ? <Mark name="success" size={14} /> : number}
        </span>
        {!isLast && <span className="my-1 w-px flex-1 bg-line-strong" />}
      </span>
      <div className="min-w-0 pb-5">
        <h2 className="leading-6">
          {title}
          {isDone && <span className="sr-only">, done</span>}
        </h2>
        <div className="mt-0.5 space-y-2 text-ink-soft">{children}</div>
      </div>
    </li>
  );
}

function Command({ text }: { text: string }) {
  return (
    <div className="relative rounded-md border border-line bg-canvas">
      <pre className="mono whitespace-pre-wrap p-3 text-ink text-xs leading-5 wrap-anywhere min-phone:pr-24">
        {text}
      </pre>
      <span className="top-2 right-2 min-phone:absolute max-phone:block max-phone:p-2 max-phone:pt-0">
        <CopyButton text={text} size="sm">
          Copy
        </CopyButton>
      </span>
    </div>
  );
}

/** The address under which the browser reached the server; the server itself can't know it. */
function useOrigin(): string {
  const [origin, setOrigin] = useState("");
  useEffect(() => setOrigin(window.location.origin), []);
  return origin;
}
