import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;

/** Processor time that a process has used so far, seconds; 0 when it is gone. */
export function cpuSeconds(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0)) / TICKS_PER_SECOND;
}

export function peakRssMb(pid: number): number {
  return Math.round(statusKb(pid, "VmHWM") / 1024);
}

/** A process and all that it has started. */
export function processTree(pid: number): number[] {
  const children = listPids().filter((candidate) => Number(statFields(candidate)?.[1]) === pid);
  return [pid, ...children.flatMap(processTree)];
}

export function killAtOnce(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

export function isRunning(pid: number): boolean {
  return statFields(pid)?.[0] !== undefined && statFields(pid)?.[0] !== "Z";
}

/** Fields behind the command's name, which may hold spaces: state, parent, … */
function statFields(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

function statusKb(pid: number, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(read(`/proc/${pid}/status`) ?? "")?.[1] ?? 0);
}

function listPids(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
