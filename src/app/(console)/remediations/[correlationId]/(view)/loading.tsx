import { RemediationSkeleton } from "@/features/remediation/remediation-skeleton";

export default function RemediationLoading() {
  return <RemediationSkeleton />;
}
