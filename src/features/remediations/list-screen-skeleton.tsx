import { ScreenHead } from "@/components/frame/screen-head";
import { FacetSkeleton } from "./facet-skeleton";
import { ListSkeleton } from "./list-states";

/** The whole screen before its first answer, every part at its true place. */
export function ListScreenSkeleton() {
  return (
    <>
      <ScreenHead title="Remediations" actions={<span className="block h-7" />} />
      <div className="shrink-0 border-line border-b px-6 pb-2.5 max-wide:px-4">
        <div className="h-8 rounded-md border border-line" />
        <div className="mt-2 h-6" />
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-[196px_minmax(0,1fr)] max-wide:grid-cols-[176px_minmax(0,1fr)] max-narrow:grid-cols-1">
        <div className="overflow-hidden border-line border-r pt-1.5 max-narrow:hidden">
          <FacetSkeleton />
        </div>
        <div className="@container/grid flex min-h-0 min-w-0 flex-col">
          <ListSkeleton density="dense" />
        </div>
      </div>
    </>
  );
}
