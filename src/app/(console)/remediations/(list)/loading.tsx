import { Screen } from "@/components/frame/screen";
import { ListScreenSkeleton } from "@/features/remediations/list-screen-skeleton";

export default function RemediationsLoading() {
  return (
    <Screen crumbs={[{ label: "Observe" }, { label: "Remediations" }]}>
      <ListScreenSkeleton />
    </Screen>
  );
}
