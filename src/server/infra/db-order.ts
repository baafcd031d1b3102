/**
 * Settings of sessions that write: joins follow the order of what is asked for, however small the tables are, so that a
 * statement that changes rows locks them in everybody's order.
 */
export const IN_ORDER_OF_KEYS = { enable_seqscan: "off", enable_hashjoin: "off", enable_mergejoin: "off" } as const;
