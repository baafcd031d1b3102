export type Verdict = { kind: "clean" | "found" | "skipped"; lines: string[] };

export function verdictOf(output: string): Verdict;
export function exitCodeOf(kind: Verdict["kind"], mode: "release" | "required" | "report"): 0 | 1;
