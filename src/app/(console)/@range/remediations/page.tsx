import { RangeMenu } from "@/features/remediations/range-menu";

export default function RemediationsRange() {
  return <RangeMenu />;
}
