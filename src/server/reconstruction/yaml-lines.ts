import type { YamlLine } from "@/contracts/reconstruction";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "@/lib/json-tree";
import { yamlScalar, yamlText } from "./yaml-scalar";

export type Steps = readonly (string | number)[];

/** One leaf of a document: a value, or a remark in the place of a value that is absent. */
export type YamlLeaf = { steps: Steps; content: { value: Json } | { remark: string }; field: number | null };

/** The lines of a document in the order of its leaves; leaves of one parent must follow each other. */
export function yamlLines(leaves: readonly YamlLeaf[]): YamlLine[] {
  return membersOf(leaves, 0, 0);
}

export function joinLines(lines: readonly YamlLine[]): string {
  return `${lines.map(({ text }) => text).join("\n")}\n`;
}

/** A whole object with its keys in alphabetical order. */
export function sortedYaml(object: JsonObject): string {
  return joinLines(yamlLines(leavesOf(object, [])));
}

function leavesOf(value: Json, steps: Steps): YamlLeaf[] {
  if (isJsonArray(value) && value.length > 0) return value.flatMap((item, index) => leavesOf(item, [...steps, index]));
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, item]) => leavesOf(item, [...steps, key]));
  }
  return [{ steps, content: { value }, field: null }];
}

/** Lines of all members of one map or list; `depth` is the number of steps that lead to it. */
function membersOf(leaves: readonly YamlLeaf[], depth: number, indent: number): YamlLine[] {
  return groupBy(leaves, depth).flatMap((group) => {
    const [first] = group;
    const step = first?.steps[depth];
    if (first === undefined || step === undefined) return [];
    return typeof step === "number" ? itemLines(group, depth, indent) : memberLines(group, step, { depth, indent });
  });
}

function memberLines(group: readonly YamlLeaf[], key: string, at: { depth: number; indent: number }): YamlLine[] {
  const [leaf] = group;
  const pad = " ".repeat(at.indent);
  if (leaf !== undefined && leaf.steps.length === at.depth + 1) {
    if ("remark" in leaf.content)
      return [{ text: `${pad}# ${key}: ${oneLine(leaf.content.remark)}`, field: leaf.field }];
    return keyed(pad, key, { text: ` ${yamlScalar(leaf.content.value)}`, field: leaf.field });
  }
  const isList = typeof leaf?.steps[at.depth + 1] === "number";
  const inner = membersOf(group, at.depth + 1, isList ? at.indent : at.indent + 2);
  return [...keyed(pad, key, { text: "", field: null }), ...inner];
}

/** Readers take a key of up to 1,024 characters for one; a longer one must be announced. */
const SIMPLE_KEY_MAX = 500;

function keyed(pad: string, key: string, value: YamlLine): YamlLine[] {
  const name = yamlText(key);
  if (name.length <= SIMPLE_KEY_MAX) return [{ text: `${pad}${name}:${value.text}`, field: value.field }];
  return [
    { text: `${pad}? ${name}`, field: value.field },
    { text: `${pad}:${value.text}`, field: value.field },
  ];
}

function itemLines(group: readonly YamlLeaf[], depth: number, indent: number): YamlLine[] {
  const [leaf] = group;
  const pad = " ".repeat(indent);
  if (leaf !== undefined && leaf.steps.length === depth + 1) {
    const text = "value" in leaf.content ? `- ${yamlScalar(leaf.content.value)}` : `# ${oneLine(leaf.content.remark)}`;
    return [{ text: pad + text, field: leaf.field }];
  }
  const [head, ...rest] = membersOf(group, depth + 1, indent + 2);
  if (head === undefined) return [];
  return [{ text: `${pad}- ${head.text.slice(indent + 2)}`, field: head.field }, ...rest];
}

function groupBy(leaves: readonly YamlLeaf[], depth: number): YamlLeaf[][] {
  const groups: YamlLeaf[][] = [];
  for (const leaf of leaves) {
    const group = groups.at(-1);
    if (group?.[0]?.steps[depth] === leaf.steps[depth] && group !== undefined) group.push(leaf);
    else groups.push([leaf]);
  }
  return groups;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\ufeff]+/gu, " ");
}
