import { Screen } from "@/components/frame/screen";
import { RemediationSkeleton } from "@/features/remediation/remediation-skeleton";

export default function RemediationLoading() {
  return (
    <Screen crumbs={[{ label: "Observe" }, { label: "Remediations", href: "/remediations" }]}>
      <RemediationSkeleton />
    </Screen>
  );
}
