import { QuietStateMark } from "@/components/ui/state";

export function OutcomeWord({ outcome }: { outcome: string }) {
  if (outcome === "failure") return <QuietStateMark state="failure">Refused</QuietStateMark>;
  return (
    <QuietStateMark state={outcome === "pending" ? "pending" : "success"}>
      {outcome === "pending" ? "Pending" : "Done"}
    </QuietStateMark>
  );
}
