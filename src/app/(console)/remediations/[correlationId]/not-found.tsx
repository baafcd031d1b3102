"use client";

import { useParams } from "next/navigation";
import { RemediationMissing } from "@/features/remediation/remediation-missing";
import { RemediationFrame } from "@/features/remediation/remediation-screen";
import { remediationIdIn } from "@/lib/console-paths";

export default function RemediationNotFound() {
  const { correlationId } = useParams<{ correlationId: string }>();
  const id = remediationIdIn(correlationId);
  return (
    <RemediationFrame correlationId={id}>
      <RemediationMissing correlationId={id} />
    </RemediationFrame>
  );
}
