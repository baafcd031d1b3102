import { Mark } from "@/components/ui/icon";
import { shortenId } from "@/components/ui/id";
import type { AuditEventDetail } from "@/contracts/audit";
import { cn } from "@/lib/cn";

type Neighbour = NonNullable<AuditEventDetail["previous"]>;

/** The event between its neighbours in the chain. The neighbours open. */
export function ChainPosition({ detail, onOpen }: { detail: AuditEventDetail; onOpen: (eventId: string) => void }) {
  const { event, previous, next } = detail;
  return (
    <ol className="mono text-xs leading-[18px]">
      {previous !== null && <Link neighbour={previous} onOpen={onOpen} word="Previous" />}
      <li aria-current="true" className="relative grid grid-cols-[40px_14px_minmax(0,1fr)] items-center gap-2 py-[3px]">
        <span className="text-right font-strong">{event.chain_seq}</span>
        <Mark name="dot" className={cn("z-[1] bg-surface", detail.hashMatches ? "text-success" : "text-broken")} />
        <span className="truncate text-ink" title={event.event_hash ?? undefined}>
          {event.event_hash === null ? "not hashed" : shortenId(event.event_hash, 16, 8)}
        </span>
        {next !== null && <Thread />}
      </li>
      {next !== null && <Link neighbour={next} onOpen={onOpen} word="Next" isLast />}
    </ol>
  );
}

type LinkProps = { neighbour: Neighbour; onOpen: (eventId: string) => void; word: string; isLast?: boolean };

function Link({ neighbour, onOpen, word, isLast = false }: LinkProps) {
  const hash = neighbour.event_hash === null ? "not hashed" : shortenId(neighbour.event_hash, 16, 8);
  return (
    <li className="relative grid grid-cols-[40px_14px_minmax(0,1fr)] items-center gap-2 text-ink-soft">
      <span className="text-right">{neighbour.chain_seq}</span>
      <Mark name="ring" className="z-[1] bg-surface text-success" />
      <button
        type="button"
        onClick={() => onOpen(neighbour.event_id)}
        aria-label={`${word} in chain, position ${neighbour.chain_seq}`}
        title={neighbour.event_hash ?? undefined}
        className="h-6 truncate rounded-sm text-left hover:text-accent"
      >
        {hash}
      </button>
      {!isLast && <Thread />}
    </li>
  );
}

function Thread() {
  return <span aria-hidden="true" className="absolute top-[18px] -bottom-1.5 left-[53.5px] w-px bg-line-control" />;
}
