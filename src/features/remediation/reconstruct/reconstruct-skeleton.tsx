import { Skeleton } from "@/components/ui/skeleton";
import { numbered } from "../numbered";

const LINES = numbered([
  30, 38, 18, 52, 44, 22, 60, 16, 48, 50, 40, 42, 40, 46, 14, 44, 34, 36, 26, 72, 52, 50, 34, 22, 26,
]);

/** Two columns of lines at their true height. */
export function ReconstructSkeleton() {
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-hidden">
      <p
        role="status"
        className="flex h-[45px] shrink-0 items-center border-line border-b px-6 text-ink-soft text-sm max-wide:px-4"
      >
        Rebuilding from every event of the trail…
      </p>
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,0.84fr)_minmax(0,1fr)] max-narrow:grid-cols-1">
        <div className="border-line border-r pt-2 pl-[114px]">
          {LINES.map(({ number, item }) => (
            <div key={number} className="flex h-5 items-center">
              <span style={{ width: `${item}%` }}>
                <Skeleton />
              </span>
            </div>
          ))}
        </div>
        <div className="flex flex-col gap-4 p-4 max-narrow:hidden">
          <Skeleton className="w-40" />
          <Skeleton className="w-72" />
          <Skeleton className="w-96" />
        </div>
      </div>
    </div>
  );
}
