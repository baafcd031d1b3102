"use client";

import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Mark } from "@/components/ui/icon";
import { errorWords } from "@/trpc/client";
import { failureWords } from "./failure-words";

/** Refusals speak about the trail; everything else is an error to try again. */
export function ReconstructFailure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const words = failureWords("data" in error ? error.data : undefined);
  if (words === null)
    return <ErrorState title="The request could not be rebuilt" {...errorWords(error)} onRetry={onRetry} />;
  return (
    <section role="alert" className="mx-auto w-full max-w-[72ch] px-6 py-10">
      <h2 className="flex items-center gap-2 text-lg">
        <Mark name="absent" size={16} className="text-failure" />
        {words.title}
      </h2>
      <p className="mt-2 text-ink-soft wrap-anywhere">{words.explanation}</p>
      {words.missing.length > 0 && (
        <ul className="mt-3 border-line border-t">
          {words.missing.map((item) => (
            <li key={item} className="flex gap-2 border-line border-b py-1.5 text-sm wrap-anywhere">
              <Mark name="cross" className="mt-1 text-blocked" />
              {item}
            </li>
          ))}
        </ul>
      )}
      <p className="mt-3 text-ink-soft text-sm">Late events are taken in as they arrive, so a later try may succeed.</p>
      <Button icon="refresh" className="mt-3" onClick={onRetry}>
        Try again
      </Button>
    </section>
  );
}
