import { Mark } from "@/components/ui/icon";
import type { ReconstructedField } from "@/contracts/reconstruction";
import { leftOut } from "./left-out";

/** The fields that no trail can give back, with the reason for each. */
export function LeftOutList({ fields }: { fields: readonly ReconstructedField[] }) {
  const entries = leftOut(fields);
  const count = entries.reduce((sum, entry) => sum + entry.paths.length, 0);
  if (count === 0) return null;
  return (
    <section aria-labelledby="left-out" className="shrink-0 border-line border-t pb-2">
      <h2 id="left-out" className="px-4 pt-2.5 pb-1">
        What will not come back{" "}
        <span className="font-regular text-ink-faint tabular-nums">
          {count} field{count === 1 ? "" : "s"}
        </span>
      </h2>
      <ul className="grid grid-cols-2 gap-x-6 px-4 pb-1 text-xs leading-[17px] @max-[560px]:grid-cols-1">
        {entries.map((entry) => (
          <li key={entry.why} className="flex min-w-0 gap-2 py-1">
            <Mark name="cross" size={10} className="mt-[3px] text-blocked" />
            <div className="min-w-0">
              <b className="mono font-strong wrap-anywhere" title={entry.paths.join("\n")}>
                {namesOf(entry.paths)}
              </b>
              <p className="text-ink-soft">{entry.why}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function namesOf(paths: readonly string[]): string {
  const [first = "", second] = paths;
  if (paths.length === 1) return first;
  if (paths.length === 2) return `${first}, ${second}`;
  return `${first} and ${paths.length - 1} more`;
}
