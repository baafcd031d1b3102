import type { Ctx } from "@/server/infra/context";

export type Lease = { name: string; holder: string; ttlMs: number };

/**
 * Takes or renews the leadership of a loop: a row with a time-to-live by the database's clock, so that replicas need no
 * agreement of their own. Returns the term, or undefined while another holds it. A term is no fence: a step that
 * destroys something checks it again inside its own transaction.
 */
export async function acquireLease(ctx: Ctx, { name, holder, ttlMs }: Lease): Promise<number | undefined> {
  const row = await ctx.db.one<{ term: string }>(
    `insert into worker_leases as lease (name, holder, term, expires_at)
     values ($1, $2, 1, now() + make_interval(secs => $3))
     on conflict (name) do update
        set holder = excluded.holder,
            term = lease.term + (lease.holder <> excluded.holder)::int,
            expires_at = excluded.expires_at
      where lease.holder = excluded.holder or lease.expires_at < now()
     returning term`,
    [name, holder, ttlMs / 1000],
  );
  return row === undefined ? undefined : Number(row.term);
}

/** Gives the leadership up at once, so that the next replica need not wait for the time-to-live. */
export async function releaseLease(ctx: Ctx, { name, holder }: Pick<Lease, "name" | "holder">): Promise<void> {
  await ctx.db.query(
    "update worker_leases set expires_at = now() - interval '1 second' where name = $1 and holder = $2",
    [name, holder],
  );
}
