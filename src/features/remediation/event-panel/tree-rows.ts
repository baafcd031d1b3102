import type { JsonNode } from "./json-node";

/** One visible line of the payload tree. */
export type TreeRow = {
  path: string;
  key: string;
  depth: number;
  node: JsonNode;
  /** Null for values that hold nothing. */
  isOpen: boolean | null;
  isMatch: boolean;
  position: number;
  siblings: number;
};

/** What the reader opened or closed against the default. */
export type Flips = ReadonlyMap<string, boolean>;

const OPEN_UP_TO = 12;

/** The lines to show, top down. With a search only matching values and the way to them are left, all open. */
export function treeRows(root: JsonNode, flips: Flips, query: string): TreeRow[] {
  const rows: TreeRow[] = [];
  const wanted = query.trim().toLowerCase();
  const found = wanted === "" ? null : matchesOf(root, wanted);
  const walk = (node: JsonNode, depth: number) => {
    if (node.kind !== "object" && node.kind !== "array") return;
    const shown = found === null ? node.children : node.children.filter((child) => found.around.has(child.node.path));
    shown.forEach((child, index) => {
      const isOpen = openness(child.node, flips, found !== null);
      rows.push({
        path: child.node.path,
        key: child.key,
        depth,
        node: child.node,
        isOpen,
        isMatch: found?.exact.has(child.node.path) ?? false,
        position: index + 1,
        siblings: shown.length,
      });
      if (isOpen) walk(child.node, depth + 1);
    });
  };
  walk(root, 1);
  return rows;
}

/** Small containers are open, large ones show their size first. */
function openness(node: JsonNode, flips: Flips, isSearching: boolean): boolean | null {
  if (node.kind !== "object" && node.kind !== "array") return null;
  if (node.children.length === 0) return null;
  return flips.get(node.path) ?? (isSearching || node.children.length < OPEN_UP_TO);
}

type Matches = { exact: ReadonlySet<string>; around: ReadonlySet<string> };

function matchesOf(root: JsonNode, wanted: string): Matches {
  const exact = new Set<string>();
  const around = new Set<string>();
  const visit = (node: JsonNode, key: string): boolean => {
    const isLeaf = node.kind !== "object" && node.kind !== "array";
    const isHit = key.toLowerCase().includes(wanted) || (isLeaf && node.text.toLowerCase().includes(wanted));
    let isOnWay = isHit;
    if (!isLeaf) for (const child of node.children) isOnWay = visit(child.node, child.key) || isOnWay;
    if (isHit) exact.add(node.path);
    if (isOnWay) around.add(node.path);
    return isOnWay;
  };
  if (root.kind === "object" || root.kind === "array") {
    for (const child of root.children) visit(child.node, child.key);
  }
  return { exact, around };
}
