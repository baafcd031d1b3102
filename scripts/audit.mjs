// Asks the registry what is known against the dependencies that production has. What it answers changes without us, so no
// test depends on it: a release does (npm run audit), and CI shows what was said.
import { execFile } from "node:child_process";
import { main, root } from "./project.mjs";
import { say } from "./run.mjs";

const ANSWER_MS = 30_000;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
const GRAVE = ["critical", "high"];

/** What npm's report comes to. Without figures there is no report, whatever npm has ended with. */
export function verdictOf(output) {
  const report = parsed(output);
  const counts = report?.metadata?.vulnerabilities;
  if (typeof counts?.high !== "number" || typeof counts.critical !== "number")
    return { kind: "skipped", lines: [`the registry gave no report (${reasonIn(report)}); nothing is known`] };
  if (counts.high + counts.critical === 0) return { kind: "clean", lines: [lessGrave(counts)] };
  const grave = Object.values(report.vulnerabilities ?? {}).filter(({ severity }) => GRAVE.includes(severity));
  return { kind: "found", lines: grave.map(lineOf).toSorted() };
}

/** How a command ends: `release` fails on what is grave, `required` also when nothing could be learnt, `report` never. */
export function exitCodeOf(kind, mode) {
  if (mode === "report" || kind === "clean") return 0;
  return kind === "found" || mode === "required" ? 1 : 0;
}

function parsed(output) {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

function reasonIn(report) {
  return String(report?.message || report?.error?.summary || report?.error?.code || "no answer").split("\n")[0];
}

function lessGrave({ moderate = 0, low = 0 }) {
  return `nothing high or critical; ${moderate} moderate, ${low} low`;
}

function lineOf({ name, severity, range, via = [] }) {
  const titles = via.flatMap((cause) => (typeof cause === "object" && cause.title ? [cause.title] : []));
  return [`${severity}: ${name} ${range ?? ""}`.trim(), ...titles].join("; ");
}

const WORDS = { clean: "ok     ", found: "FOUND  ", skipped: "SKIPPED" };

function askRegistry() {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const options = { cwd: root, timeout: ANSWER_MS, maxBuffer: ANSWER_BYTES_MAX };
  const args = ["audit", "--omit=dev", "--package-lock-only", "--json"];
  // npm ends with 1 both for findings and for failures; its report tells them apart.
  return new Promise((resolve) => execFile(npm, args, options, (_error, stdout) => resolve(stdout)));
}

if (process.argv[1] === import.meta.filename) {
  await main(async (args) => {
    const mode = args.includes("--report") ? "report" : args.includes("--required") ? "required" : "release";
    const { kind, lines } = verdictOf(await askRegistry());
    for (const line of lines) say(`${WORDS[kind]} dependency audit: ${line}`);
    return exitCodeOf(kind, mode);
  });
}
