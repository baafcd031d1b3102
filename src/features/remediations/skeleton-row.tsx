import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import { ROW_LAYOUT } from "./row";

/** A row that is on its way, at the height and on the columns of a real one. */
export function SkeletonRow({ index }: { index: number }) {
  return (
    <tr
      aria-rowindex={index + 2}
      className={cn(ROW_LAYOUT, "absolute inset-x-0 h-(--row)")}
      style={{ transform: `translateY(calc(var(--row) * ${index}))` }}
    >
      <td className="w-10 flex-none max-phone:hidden">
        <span className="sr-only">Loading</span>
      </td>
      <td className="w-32 flex-none px-2 max-phone:order-2 max-phone:w-20 max-phone:px-0">
        <Skeleton className="w-20" />
      </td>
      <td className="min-w-0 flex-1 px-2 max-phone:order-1 max-phone:px-0">
        <Skeleton className="w-2/3" />
      </td>
      <td className="min-w-0 flex-1 px-2 max-phone:order-3 max-phone:px-0">
        <Skeleton className="w-1/2" />
      </td>
      <td className="w-29 flex-none px-2 max-phone:order-4 max-phone:w-20 max-phone:px-0">
        <Skeleton className="ml-auto w-16" />
      </td>
    </tr>
  );
}
