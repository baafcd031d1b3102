import type { Principal } from "@/contracts/principal";
import type { Clock } from "./clock";
import type { Db } from "./db";
import type { Log } from "./log";
import type { Valkey } from "./valkey";

/** What every verb of the domain is given first. Nothing below a door reaches for a global. */
export type Ctx = {
  db: Db;
  clock: Clock;
  log: Log;
  principal: Principal;
  requestId: string;
  /** Where a request came from, as far as it is known. */
  address?: string | null;
  /** Absent when no queue is configured. */
  valkey?: Valkey;
};
