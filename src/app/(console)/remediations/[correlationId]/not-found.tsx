"use client";

import { useParams } from "next/navigation";
import { RemediationMissing } from "@/features/remediation/remediation-missing";
import { remediationIdIn } from "@/lib/console-paths";

export default function RemediationNotFound() {
  const { correlationId } = useParams<{ correlationId: string }>();
  return <RemediationMissing correlationId={remediationIdIn(correlationId)} />;
}
