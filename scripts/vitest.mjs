import { join } from "node:path";
import { stateDir } from "./project.mjs";
import { program } from "./run.mjs";

/** Results of the suites, as JSON. */
export const reports = join(stateDir, "reports");

/** Arguments that run one project of the test configuration and leave its results in `reports`. */
export function vitest(project) {
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${join(reports, `${project}.json`)}`];
  return program("vitest/vitest.mjs", "run", "--config", ".config/vitest.config.ts", "--project", project, ...report);
}
