import { join } from "node:path";
import { stateDir } from "./project.mjs";
import { program } from "./run.mjs";

/** Results of the suites, as JSON. */
export const reports = join(stateDir, "reports");

/** Arguments that run projects of the test configuration and leave their results in `reports`, named after the first. */
export function vitest(...projects) {
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${join(reports, `${projects[0]}.json`)}`];
  const selection = projects.flatMap((project) => ["--project", project]);
  return program("vitest/vitest.mjs", "run", "--config", ".config/vitest.config.ts", ...selection, ...report);
}
