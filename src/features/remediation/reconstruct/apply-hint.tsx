import { Icon } from "@/components/ui/icon";
import type { Reconstruction } from "@/contracts/reconstruction";
import { countedEvents } from "../counted-events";
import { documentFiles } from "./documents";

const CHAIN: Record<Reconstruction["chain"]["verdict"], (chain: Reconstruction["chain"]) => string> = {
  verified: (chain) =>
    `Built from a chain that verifies, ${count(chain.verified_events)} of ${countedEvents(chain.total_events)}.`,
  broken: () => "The chain is broken: do not rely on this before you have read the Integrity tab.",
  cannot_verify: (chain) =>
    `The chain could be verified for ${count(chain.verified_events)} of ${countedEvents(chain.total_events)} only.`,
  nothing_to_verify: () => "There was no chain to verify.",
};

/** How to bring the files back into a cluster. Nothing is applied from here. */
export function ApplyHint({ result }: { result: Reconstruction }) {
  const [apply, status] = documentFiles(result);
  const { chain } = result;
  return (
    <p className="flex shrink-0 items-baseline gap-2 border-line border-t px-6 py-1.5 text-ink-soft text-xs leading-[18px] max-wide:px-4">
      <Icon name="code" size={12} className="relative top-0.5" />
      <span className="min-w-0 wrap-anywhere">
        Nothing is applied from here. The spec by <code className="mono text-ink">kubectl create -f {apply?.name}</code>
        , then the status by{" "}
        <code className="mono text-ink">kubectl replace --subresource=status -f {status?.name}</code>.{" "}
        <span className={chain.verdict === "broken" ? "font-medium text-broken" : ""}>
          {CHAIN[chain.verdict](chain)}
        </span>
      </span>
    </p>
  );
}

const count = (value: number) => value.toLocaleString("en-GB");
