import { Skeleton } from "@/components/ui/skeleton";

const SKELETON = [
  ["w-24", "w-28", "w-20", "w-16"],
  ["w-14", "w-12", "w-18", "w-10"],
  ["w-20", "w-16"],
  ["w-28", "w-32", "w-30", "w-26"],
];

/** The facets before their counts are known. */
export function FacetSkeleton() {
  return SKELETON.map((widths) => (
    <div key={widths.join()} className="px-6 pt-3 max-wide:px-4">
      <Skeleton className="mb-2 w-16" />
      {widths.map((width) => (
        <div key={width} className="flex h-6 items-center">
          <Skeleton className={width} />
        </div>
      ))}
    </div>
  ));
}
