import { ListScreenSkeleton } from "@/features/remediations/list-screen-skeleton";

export default function RemediationsLoading() {
  return <ListScreenSkeleton />;
}
