import { HomeSkeleton } from "@/features/home/home-skeleton";

export default function HomeLoading() {
  return <HomeSkeleton />;
}
