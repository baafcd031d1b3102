import { Mark } from "@/components/ui/icon";
import type { LeafSource } from "@/contracts/reconstruction";
import { cn } from "@/lib/cn";
import { SOURCE_LOOKS } from "./source-looks";

export function SourceMark({ source, className }: { source: LeafSource; className?: string }) {
  const look = SOURCE_LOOKS[source];
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      <Mark name={look.mark} className={look.ink} />
      {look.name}
    </span>
  );
}
