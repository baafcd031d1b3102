import { cn } from "@/lib/cn";

/** The place of something that is on its way, at its true size. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cn("block h-2.5 animate-pulse rounded-sm bg-line", className)} />;
}
