"use client";

import { useParams } from "next/navigation";
import { RemediationMissing } from "@/features/remediation/remediation-missing";
import { RemediationFrame } from "@/features/remediation/remediation-screen";

export default function RemediationNotFound() {
  const { correlationId } = useParams<{ correlationId: string }>();
  const id = decodeURIComponent(correlationId);
  return (
    <RemediationFrame correlationId={id}>
      <RemediationMissing correlationId={id} />
    </RemediationFrame>
  );
}
