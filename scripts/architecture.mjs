// Draws the folders of src and their imports into ARCHITECTURE.md; with --check it only says whether the drawing is current.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Complaint, main, root, writeFileWhole } from "./project.mjs";
import { capture, program, say } from "./run.mjs";

const FILE = join(root, "ARCHITECTURE.md");
const BEGIN = "<!-- import graph: begin -->";
const END = "<!-- import graph: end -->";
/** Everything rests on these: their arrows would hide all others. */
const FLOOR = new Set(["lib", "contracts", "server/infra", "env", "generated"]);

await main(async ([option]) => {
  const text = readFileSync(FILE, "utf8");
  const [before, rest] = split(text, BEGIN);
  const [, after] = split(rest, END);
  const drawn = `${before}${BEGIN}\n\n${draw(await readImports())}\n${END}${after}`;
  if (option !== "--check") writeFileWhole(FILE, drawn);
  else if (drawn !== text)
    throw new Complaint('The import graph in ARCHITECTURE.md is stale: run "npm run docs:architecture".');
  return 0;
});

function split(text, mark) {
  const at = text.indexOf(mark);
  if (at < 0) throw new Complaint(`ARCHITECTURE.md lacks the line ${mark}.`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

async function readImports() {
  const args = ["--config", ".config/dependency-cruiser.cjs", "--output-type", "json", "--no-progress", "src"];
  const { output } = await capture(process.execPath, program("dependency-cruiser/bin/dependency-cruise.mjs", ...args));
  const start = output.indexOf("{");
  if (start < 0) say(output);
  return JSON.parse(output.slice(start, output.lastIndexOf("}") + 1)).modules;
}

function draw(modules) {
  const isTypeOnly = new Map();
  for (const { source, dependencies } of modules.filter(({ source }) => isProduct(source))) {
    for (const { resolved, typeOnly } of dependencies) {
      const [from, to] = [folderOf(source), folderOf(resolved)];
      if (!from || !to || from === to || !isProduct(resolved) || FLOOR.has(from) || FLOOR.has(to)) continue;
      const edge = `${label(from)} --> ${label(to)}`;
      isTypeOnly.set(edge, (isTypeOnly.get(edge) ?? true) && typeOnly === true);
    }
  }
  const lines = [...isTypeOnly].map(([edge, isDotted]) => `  ${isDotted ? edge.replace("-->", "-.->") : edge}`).sort();
  return ["```mermaid", "flowchart TB", ...lines, "```", ""].join("\n");
}

/** Mermaid's own names may have no slash and no hyphen. */
function label(name) {
  return `${name.replaceAll(/[/-]/g, "_")}["${name}"]`;
}

function isProduct(path) {
  return path.startsWith("src/") && !/\.test\.tsx?$|^src\/testing\//.test(path);
}

/** `server/audit` for a module of the server, the first folder or file for the rest. */
function folderOf(path) {
  const [, first, second] = path.split("/");
  if (first === "server") return second?.includes(".") ? "server/main" : `server/${second}`;
  if (first === "features") return `features/${second}`;
  return first?.replace(/\.tsx?$/, "");
}
