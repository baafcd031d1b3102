/**
 * Settings of sessions that write: joins follow the order of what is asked for, however small the tables are, so that a
 * statement that changes rows locks them in everybody's order. Up to PostgreSQL 17 a plan that is told off and taken all the
 * same costs 10^10, for which every execution would be compiled.
 */
export const IN_ORDER_OF_KEYS = {
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  jit: "off",
} as const;
