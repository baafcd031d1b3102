import { exactDuration, humanDuration } from "@/lib/duration";

/** A duration as people say it, with the exact value on hover. */
export function Duration({ ms, className }: { ms: number; className?: string }) {
  return (
    <span title={exactDuration(ms)} className={className}>
      {humanDuration(ms)}
    </span>
  );
}
