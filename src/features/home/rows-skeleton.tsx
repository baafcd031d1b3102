import { Skeleton } from "@/components/ui/skeleton";

const ROWS = [1, 2, 3, 4, 5, 6, 7, 8];

/** The rows of a card that are on their way, at the height of real ones. */
export function RowsSkeleton() {
  return (
    <div className="pt-[30px]">
      {ROWS.map((row) => (
        <div key={row} className="flex h-7 items-center gap-6 px-4">
          <Skeleton className="w-20" />
          <Skeleton className="flex-1" />
          <Skeleton className="w-14" />
        </div>
      ))}
    </div>
  );
}
