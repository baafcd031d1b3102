import { buttonClass } from "@/components/ui/button";
import { ConsoleLink } from "@/components/ui/console-link";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <EmptyState
      title="There is no page at this address"
      mark="cross"
      heading="h1"
      actions={
        <>
          <ConsoleLink href="/remediations" className={buttonClass("primary")}>
            Remediations
          </ConsoleLink>
          <ConsoleLink href="/" className={buttonClass()}>
            Home
          </ConsoleLink>
        </>
      }
    >
      The link may be old or mistyped. To open a remediation by its id, press Ctrl K and type the id.
    </EmptyState>
  );
}
