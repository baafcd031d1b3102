/** The key that every measured request carries. A server without access control does not look at it. */
export const BENCH_KEY = `hf_${"b".repeat(12)}_${"0".repeat(64)}`;
