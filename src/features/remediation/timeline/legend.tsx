import type { ReactNode } from "react";
import { Mark } from "@/components/ui/icon";
import { TimeSwatch } from "@/components/ui/time-split";
import { TIME_KIND_SENTENCES } from "../lanes";

/** What texture, outline and shapes of the chart mean. */
export function Legend() {
  return (
    <ul
      aria-label="Legend"
      className="flex shrink-0 flex-wrap gap-x-5 gap-y-0.5 px-6 py-[5px] text-ink-soft text-xs max-wide:px-4"
    >
      <Key mark={<TimeSwatch kind="machine" />}>{TIME_KIND_SENTENCES.machine}</Key>
      <Key mark={<TimeSwatch kind="queue" />}>{TIME_KIND_SENTENCES.queue}</Key>
      <Key mark={<TimeSwatch kind="human" />}>{TIME_KIND_SENTENCES.human}</Key>
      <Key mark={<span className="h-2.5 w-[18px] rounded-[2px] border-[1.5px] border-path" />}>critical path</Key>
      <Key mark={<Mark name="diamond" className="text-failure" />}>failure</Key>
      <Key mark={<Mark name="absent" className="text-failure" />}>expected, absent</Key>
    </ul>
  );
}

function Key({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <li className="inline-flex items-center gap-1.5 whitespace-nowrap">
      {mark}
      {children}
    </li>
  );
}
