import { Screen } from "@/components/frame/screen";
import { HomeSkeleton } from "@/features/home/home-skeleton";

export default function HomeLoading() {
  return (
    <Screen crumbs={[{ label: "Observe" }, { label: "Home" }]}>
      <HomeSkeleton />
    </Screen>
  );
}
