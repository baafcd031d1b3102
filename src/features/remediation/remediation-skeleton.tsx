import { Skeleton } from "@/components/ui/skeleton";
import styles from "./timeline/chart.module.css";

const LANES = [
  "signal",
  "processing",
  "analysis",
  "root",
  "choice",
  "check",
  "approval",
  "execution",
  "verification",
  "notification",
];
const SUB = new Set(["root", "choice", "check"]);

/** Head, tabs and lanes at their true heights, so that nothing jumps when the trail is there. */
export function RemediationSkeleton() {
  return (
    <div
      role="status"
      aria-label="The remediation is being loaded"
      className="flex min-h-0 flex-1 flex-col overflow-hidden"
    >
      <div className="shrink-0 px-6 pt-3.5 pb-3 max-wide:px-4">
        <div className="flex h-7 items-center gap-3">
          <Skeleton className="h-4 w-96 max-w-[60%]" />
          <Skeleton className="h-[22px] w-24" />
        </div>
        <div className="mt-0.5 flex h-5 items-center">
          <Skeleton className="w-[560px] max-w-full" />
        </div>
        <div className="mt-2 flex h-6 items-center">
          <Skeleton className="w-full" />
        </div>
      </div>
      <div className="h-9 shrink-0 border-line border-b" />
      <div className="h-10 shrink-0 border-line border-b" />
      <div className="h-[30px] shrink-0 border-line border-b bg-canvas" />
      <div className="h-7 shrink-0 border-line border-b" />
      <div className={styles.chart}>
        {LANES.map((lane, index) => (
          <div key={lane} className={`${styles.columns} ${SUB.has(lane) ? "h-6" : "h-8 border-line border-t"}`}>
            <div className="flex items-center border-line border-r pl-6 max-narrow:pl-2">
              <Skeleton className="w-24" />
            </div>
            <div className="flex items-center" style={{ paddingLeft: `${index * 7}%` }}>
              <Skeleton className="w-1/4" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
