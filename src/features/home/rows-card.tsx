"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { ConsoleLink } from "@/components/ui/console-link";
import { ErrorState } from "@/components/ui/error-state";
import { OutcomeMark } from "@/components/ui/outcome";
import { Cell, HeadCell, RowHeadCell, Table } from "@/components/ui/table";
import { Ago } from "@/components/ui/time";
import type { RemediationPage, RemediationRow } from "@/contracts/remediations";
import { remediationPath } from "@/lib/console-paths";
import { visibleLine } from "@/lib/visible-text";
import { errorWords } from "@/trpc/client";
import { Card } from "./card";
import { RowsSkeleton } from "./rows-skeleton";

type RowsCardProps = {
  title: string;
  href: string;
  query: Pick<UseQueryResult<RemediationPage, unknown>, "data" | "error" | "isPending" | "refetch">;
  empty: string;
};

/** A few remediations and the way to all of them. */
export function RowsCard({ title, href, query, empty }: RowsCardProps) {
  const rows = query.data?.rows;
  return (
    <Card
      title={title}
      end={
        <ConsoleLink href={href} className="text-accent underline underline-offset-2">
          Show all
        </ConsoleLink>
      }
    >
      <div className="min-h-[254px]">
        {rows && rows.length > 0 && <Rows label={title} rows={rows} />}
        {rows?.length === 0 && <p className="px-4 py-3 text-ink-soft">{empty}</p>}
        {query.isPending && <RowsSkeleton />}
        {query.error !== null && !rows && (
          <div className="p-4">
            <ErrorState
              size="card"
              title="These rows could not be loaded"
              {...errorWords(query.error)}
              onRetry={() => void query.refetch()}
            />
          </div>
        )}
      </div>
    </Card>
  );
}

function Rows({ label, rows }: { label: string; rows: readonly RemediationRow[] }) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <HeadCell className="w-38 pl-4">Outcome</HeadCell>
          <HeadCell>Signal</HeadCell>
          <HeadCell className="max-phone:hidden">Target</HeadCell>
          <HeadCell align="end" className="w-24">
            Started
          </HeadCell>
        </tr>
      </thead>
      <tbody className="[&>tr:last-child>*]:border-b-0">
        {rows.map((row) => (
          <tr key={row.correlationId} className="hover:bg-hover">
            <Cell className="pl-4">
              <OutcomeMark outcome={row.outcome} />
            </Cell>
            <RowHeadCell title={visibleLine(row.signalName ?? "")}>
              <ConsoleLink
                href={remediationPath(row.correlationId)}
                className="font-medium underline-offset-2 hover:underline"
              >
                {visibleLine(row.signalName ?? "Signal not recorded")}
              </ConsoleLink>
            </RowHeadCell>
            <Cell
              className="max-phone:hidden"
              title={visibleLine([row.namespace, row.targetName].filter(Boolean).join("/"))}
            >
              {row.targetName === null ? (
                <span className="text-ink-faint">not identified</span>
              ) : (
                visibleLine(row.targetName)
              )}{" "}
              <span className="text-ink-soft">{row.targetName !== null && visibleLine(row.targetKind ?? "")}</span>
            </Cell>
            <Cell align="end" className="text-ink-soft">
              <Ago at={row.startedAt} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
