import { Mark } from "@/components/ui/icon";
import { StateMark } from "@/components/ui/state";
import type { Reconstruction } from "@/contracts/reconstruction";
import { numbered } from "../numbered";
import { ScrollRegion } from "../scroll-region";
import { YamlText } from "./yaml-text";

/** The object that the API gives existing clients, with its own judgement of how complete it is. */
export function ContractView({ result }: { result: Reconstruction }) {
  const { validation } = result;
  const lines = result.remediation_request_yaml.replace(/\n$/, "").split("\n");
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(280px,0.6fr)] max-narrow:block">
      <ScrollRegion
        label="Object as clients get it"
        className="min-h-0 border-line border-r py-2 max-narrow:border-r-0 max-narrow:border-b"
      >
        {numbered(lines).map(({ number, item }) => (
          <div key={number} className="grid grid-cols-[44px_minmax(0,1fr)] text-xs leading-5">
            <span className="mono pr-3 text-right text-2xs text-ink-faint leading-5">{number}</span>
            <span
              className="mono truncate whitespace-pre pr-4 text-xs leading-5"
              title={item.length > 90 ? item.trim() : undefined}
            >
              <YamlText text={item} />
            </span>
          </div>
        ))}
      </ScrollRegion>
      <section aria-label="Completeness" className="thin-scroll min-h-0 overflow-y-auto px-4 py-3 text-sm">
        <h2 className="flex items-center gap-2">
          Completeness
          <StateMark state={validation.is_valid ? "success" : "failure"} className="ml-auto">
            {validation.is_valid ? "valid" : "not valid"}
          </StateMark>
        </h2>
        <p className="mt-1 text-xl tabular-nums">{validation.completeness} %</p>
        <p className="text-ink-soft">
          Built from five event types, as the interface of existing clients promises. The other view is built from every
          event of the trail.
        </p>
        <Notices title="Errors" items={validation.errors} mark="failure" />
        <Notices title="Warnings" items={validation.warnings} mark="blocked" />
      </section>
    </div>
  );
}

function Notices({ title, items, mark }: { title: string; items: readonly string[]; mark: "failure" | "blocked" }) {
  if (items.length === 0) return null;
  return (
    <>
      <h3 className="mt-4">
        {title} <span className="font-regular text-ink-faint">{items.length}</span>
      </h3>
      <ul>
        {items.map((item) => (
          <li key={item} className="flex gap-2 py-1 text-ink-soft">
            <Mark name={mark} className={mark === "failure" ? "mt-1 text-failure" : "mt-1 text-blocked"} />
            <span className="min-w-0 wrap-anywhere">{item}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
