"use client";

import { StateSentence } from "@/components/ui/state";
import { Time } from "@/components/ui/time";
import type { StoryStep, TimelineNote } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import { visibleLine } from "@/lib/visible-text";

const DOT = {
  machine: "rounded-xs bg-fill-machine",
  human: "rounded-full bg-fill-human",
  failure: "rotate-45 bg-failure",
} satisfies Record<StoryStep["kind"], string>;

/** A few steps from alert to check, and what a reader must not miss. */
export function Story({ steps, notes }: { steps: readonly StoryStep[]; notes: readonly TimelineNote[] }) {
  const warnings = notes.filter((note) => note.kind !== "info");
  return (
    <>
      <ol>
        {steps.map((step, index) => (
          <li key={step.event} className="grid grid-cols-[56px_minmax(0,1fr)] gap-3 text-sm leading-[18px]">
            <Time at={step.at} style="clock" className="text-ink-faint text-xs leading-[18px]" />
            <div
              className={cn(
                "relative border-l pb-2.5 pl-3.5",
                index === steps.length - 1 ? "border-transparent pb-0" : "border-line-strong",
              )}
            >
              <span aria-hidden="true" className={cn("absolute top-[5px] -left-1 size-[7px]", DOT[step.kind])} />
              <h4 className="font-medium">{step.title}</h4>
              <p className={cn("wrap-anywhere", step.kind === "failure" ? "text-failure" : "text-ink-soft")}>
                {visibleLine(step.text)}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {warnings.length > 0 && (
        <ul className="mt-3 space-y-1 text-xs">
          {warnings.map((note) => (
            <li key={note.text}>
              <StateSentence state="failure" mark={note.kind === "absent" ? "absent" : "diamond"}>
                {visibleLine(note.text)}
              </StateSentence>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
