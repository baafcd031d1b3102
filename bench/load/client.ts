/** Entry of the client process: takes one job after the other from its parent and answers with what it measured. */
import { type Job, runJob } from "./jobs";

process.on("message", (job: Job) => {
  void runJob(job).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
