import { Badge } from "@/components/ui/state";
import type { ChainVerdict } from "@/contracts/audit";

export function VerdictBadge({ verdict }: { verdict: ChainVerdict["verdict"] }) {
  switch (verdict) {
    case "verified":
      return (
        <Badge state="success" mark="verified">
          Verified
        </Badge>
      );
    case "broken":
      return <Badge state="broken">Broken</Badge>;
    case "cannot_verify":
      return <Badge state="blocked">Cannot be verified</Badge>;
    case "nothing_to_verify":
      return <Badge state="neutral">Nothing to verify</Badge>;
  }
}
