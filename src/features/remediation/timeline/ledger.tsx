import { Duration } from "@/components/ui/duration";
import { Cell, HeadCell, RowHeadCell, Table } from "@/components/ui/table";
import { TimeSwatch } from "@/components/ui/time-split";
import type { LedgerRow, Timeline } from "@/contracts/timeline";
import { exactDuration, humanDuration } from "@/lib/duration";
import { visibleLine } from "@/lib/visible-text";
import { LANE_NAMES, TIME_KIND_NAMES } from "../lanes";
import { clockLabel } from "./axis";
import { ledgerShare, ledgerTotal, measuredWords } from "./ledger-sums";

const FROM_TO = "max-[620px]:hidden";
const SHARE = "max-[480px]:hidden";
const WHAT = "max-[720px]:hidden";

/** The chart as a table: the rows follow the critical path and add up to the whole. */
export function Ledger({ timeline }: { timeline: Timeline }) {
  const total = ledgerTotal(timeline.ledger);
  const isEmpty = timeline.ledger.length === 0;
  return (
    <section aria-labelledby="ledger" className="pb-3">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 px-6 pt-1 pb-0.5 max-wide:px-4">
        <h2 id="ledger">Where the time went</h2>
        <p className="text-ink-soft text-xs leading-[18px]">
          {isEmpty ? (
            "The trail is one moment, so there is no time to divide."
          ) : (
            <>
              The chart as a table. The path adds up to <Duration ms={total.ms} />
              <span
                title={timeline.measuredMs === null ? undefined : `measured: ${exactDuration(timeline.measuredMs)}`}
              >
                {measuredWords(total.ms, timeline.measuredMs)}
              </span>
            </>
          )}
        </p>
      </div>
      {!isEmpty && <LedgerTable timeline={timeline} total={total} />}
    </section>
  );
}

type LedgerTableProps = { timeline: Timeline; total: ReturnType<typeof ledgerTotal> };

function LedgerTable({ timeline, total }: LedgerTableProps) {
  return (
    <Table label="Where the time went">
      <LedgerHead isLong={timeline.totalMs >= 3_600_000} />
      <tbody>
        {timeline.ledger.map((row) => (
          <LedgerLine key={`${row.lane}-${row.fromMs}-${row.kind}`} row={row} totalMs={total.ms} />
        ))}
      </tbody>
      <tfoot className="font-medium">
        <tr>
          <RowHeadCell className="border-b-0 pl-6 max-wide:pl-4">Critical path</RowHeadCell>
          <Cell className="border-b-0" />
          <Cell className={`border-b-0 ${FROM_TO}`} />
          <Cell className={`border-b-0 ${FROM_TO}`} />
          <Cell align="end" className="border-b-0" title={exactDuration(total.ms)}>
            <span data-ledger-total={total.ms}>{humanDuration(total.ms)}</span>
          </Cell>
          <Cell align="end" className={`border-b-0 ${SHARE}`}>
            100 %
          </Cell>
          <Cell align="end" className="border-b-0">
            {total.events.toLocaleString("en-GB")}
          </Cell>
          <Cell className={`border-b-0 font-regular text-ink-soft ${WHAT}`}>
            {offPathWords(timeline.offPathEvents)}
          </Cell>
        </tr>
      </tfoot>
    </Table>
  );
}

function LedgerHead({ isLong }: { isLong: boolean }) {
  return (
    <thead>
      <tr>
        <HeadCell className="w-[116px] pl-6 max-wide:w-[104px] max-wide:pl-4">Phase</HeadCell>
        <HeadCell className="w-[100px]">Kind of time</HeadCell>
        <HeadCell align="end" className={`${isLong ? "w-[84px]" : "w-[60px]"} ${FROM_TO}`}>
          From
        </HeadCell>
        <HeadCell align="end" className={`${isLong ? "w-[84px]" : "w-[60px]"} ${FROM_TO}`}>
          To
        </HeadCell>
        <HeadCell align="end" className="w-[104px]">
          Duration
        </HeadCell>
        <HeadCell align="end" className={`w-[84px] ${SHARE}`}>
          Share
        </HeadCell>
        <HeadCell align="end" className="w-[62px]">
          Events
        </HeadCell>
        <HeadCell className={WHAT}>What it was</HeadCell>
      </tr>
    </thead>
  );
}

function LedgerLine({ row, totalMs }: { row: LedgerRow; totalMs: number }) {
  const ms = row.toMs - row.fromMs;
  return (
    <tr className="hover:bg-hover">
      <RowHeadCell className="pl-6 max-wide:pl-4">{LANE_NAMES[row.lane]}</RowHeadCell>
      <Cell>
        <span className="inline-flex items-center gap-1.5 text-ink-soft text-xs">
          <TimeSwatch kind={row.kind} />
          {TIME_KIND_NAMES[row.kind]}
        </span>
      </Cell>
      <Cell align="end" className={`mono ${FROM_TO}`}>
        {clockLabel(row.fromMs)}
      </Cell>
      <Cell align="end" className={`mono ${FROM_TO}`}>
        {clockLabel(row.toMs)}
      </Cell>
      <Cell align="end" title={exactDuration(ms)}>
        <span data-ledger-ms={ms}>{humanDuration(ms)}</span>
      </Cell>
      <Cell align="end" className={SHARE}>
        {ledgerShare(ms, totalMs)}
      </Cell>
      <Cell align="end">{row.events.toLocaleString("en-GB")}</Cell>
      <Cell title={visibleLine(row.what)} className={`text-ink-soft ${WHAT}`}>
        {visibleLine(row.what)}
      </Cell>
    </tr>
  );
}

function offPathWords(count: number): string {
  if (count === 0) return "every event lies on the path";
  return `${count.toLocaleString("en-GB")} more off the path`;
}
