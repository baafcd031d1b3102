import { Id } from "@/components/ui/id";

/** By which an administrator finds in the log why somebody was not let in. */
export function RefusedRequest({ id }: { id: string | null }) {
  if (!id) return null;
  return (
    <p className="mt-3 flex flex-wrap items-center gap-x-1.5 text-ink-soft text-xs">
      Request <Id value={id} label="request id" />
    </p>
  );
}
