import type { Principal } from "@/contracts/principal";
import type { Clock } from "./clock";
import type { Db } from "./db";
import type { Log } from "./log";

/** What every verb of the domain is given first. Nothing below a door reaches for a global. */
export type Ctx = {
  db: Db;
  clock: Clock;
  log: Log;
  principal: Principal;
  requestId: string;
};
