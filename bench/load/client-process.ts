import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Scope } from "../rig/scope";
import type { Job, JobResult } from "./jobs";

export type ClientProcess = { run(job: Job): Promise<JobResult> };

type Message = { result: JobResult } | { error: string };

/** The client in a process of its own, so that its work is never counted as the server's. */
export function startClient(scope: Scope): ClientProcess {
  const child = fork(join(import.meta.dirname, "client.ts"), [], { execArgv: ["--import", "tsx"] });
  scope.defer(() => child.kill("SIGKILL"));
  return { run: (job) => ask(child, job) };
}

async function ask(child: ChildProcess, job: Job): Promise<JobResult> {
  const stopped = new AbortController();
  child.send(job);
  const ended = once(child, "exit", { signal: stopped.signal }).then(() => {
    throw new Error("the client process ended");
  });
  ended.catch(() => {});
  const [message] = (await Promise.race([once(child, "message"), ended])) as [Message];
  stopped.abort();
  if ("error" in message) throw new Error(message.error);
  return message.result;
}
