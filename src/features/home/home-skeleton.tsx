import { ScreenHead } from "@/components/frame/screen-head";
import { Skeleton } from "@/components/ui/skeleton";
import { Card } from "./card";
import { RowsSkeleton } from "./rows-skeleton";

const FIGURES = ["failed", "waiting", "review", "open", "all"];

/** The home page before its first answer, every part at its true place. */
export function HomeSkeleton() {
  return (
    <div className="min-h-0 flex-1 overflow-hidden">
      <ScreenHead title="Home" sentence={<Skeleton className="my-[5px] w-80" />} />
      <div className="grid grid-cols-5 border-line border-y max-narrow:grid-cols-2">
        {FIGURES.map((name) => (
          <div
            key={name}
            className="h-[76px] border-line px-6 py-3 max-wide:px-4 not-first:border-l max-narrow:border-l-0"
          >
            <Skeleton className="mt-1 h-6 w-12" />
            <Skeleton className="mt-3 w-28" />
          </div>
        ))}
      </div>
      <div className="grid grid-cols-2 gap-4 px-6 py-5 max-wide:px-4 max-narrow:grid-cols-1">
        <Card title="Ended badly or left for a person">
          <RowsSkeleton />
        </Card>
        <Card title="Latest">
          <RowsSkeleton />
        </Card>
      </div>
    </div>
  );
}
