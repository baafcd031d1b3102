"use client";

import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { useCopy } from "@/components/ui/use-copy";
import { cn } from "@/lib/cn";
import { visibleText } from "@/lib/visible-text";
import type { JsonNode } from "./json-node";
import { type TreeRow, treeRows } from "./tree-rows";

const ROWS_AT_FIRST = 400;
const TEXT_AT_FIRST = 220;
/** Deeper levels stay at this indent: the panel is narrow, and the path below tells where one is. */
const INDENT_MAX = 10;

/** A payload as a tree with one tab stop. Keys and values are text, whatever they contain. */
export function PayloadTree({ root, query }: { root: JsonNode; query: string }) {
  const [flips, setFlips] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [limit, setLimit] = useState(ROWS_AT_FIRST);
  const [current, setCurrent] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => treeRows(root, flips, query), [root, flips, query]);
  const shown = rows.slice(0, limit);
  const stop = shown.some((row) => row.path === current) ? current : (shown[0]?.path ?? null);

  const flip = (row: TreeRow, isOpen: boolean) => setFlips((before) => new Map(before).set(row.path, isOpen));
  const goTo = (row: TreeRow | undefined) => {
    if (row === undefined) return;
    setCurrent(row.path);
    const index = shown.indexOf(row);
    const item = list.current?.children[index];
    if (item instanceof HTMLElement) item.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const index = shown.findIndex((row) => row.path === stop);
    const row = shown[index];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = treeKey(event.key, row, shown, index);
    if (act === null) return;
    event.preventDefault();
    if (act.kind === "flip") flip(row, act.isOpen);
    else goTo(act.row);
  };

  if (rows.length === 0)
    return (
      <p className="text-ink-soft text-xs">
        {query === "" ? "The payload is empty." : "No key and no value contains this."}
      </p>
    );
  return (
    <>
      <div ref={list} role="tree" aria-label="Payload" className="text-xs leading-5">
        {shown.map((row) => (
          <TreeLine
            key={row.path}
            row={row}
            isStop={row.path === stop}
            onKeyDown={onKeyDown}
            onPick={() => {
              setCurrent(row.path);
              if (row.isOpen !== null) flip(row, !row.isOpen);
            }}
          />
        ))}
      </div>
      {rows.length > limit && (
        <button
          type="button"
          className="mt-1 h-6 text-accent text-xs hover:underline"
          onClick={() => setLimit(limit * 2)}
        >
          Show {Math.min(rows.length - limit, limit).toLocaleString("en-GB")} more lines
        </button>
      )}
      <PathBar row={shown.find((row) => row.path === stop)} />
    </>
  );
}

type TreeAct = { kind: "flip"; isOpen: boolean } | { kind: "go"; row: TreeRow | undefined };

/** The keys of a tree: up and down walk, right opens or enters, left closes or leaves. */
function treeKey(key: string, row: TreeRow, rows: readonly TreeRow[], index: number): TreeAct | null {
  switch (key) {
    case "ArrowDown":
      return { kind: "go", row: rows[index + 1] };
    case "ArrowUp":
      return { kind: "go", row: rows[index - 1] };
    case "Home":
      return { kind: "go", row: rows[0] };
    case "End":
      return { kind: "go", row: rows.at(-1) };
    case "ArrowRight":
      return row.isOpen === false
        ? { kind: "flip", isOpen: true }
        : { kind: "go", row: row.isOpen ? rows[index + 1] : undefined };
    case "ArrowLeft":
      if (row.isOpen) return { kind: "flip", isOpen: false };
      return { kind: "go", row: rows.slice(0, index).findLast((above) => above.depth < row.depth) };
    case "Enter":
    case " ":
      return row.isOpen === null ? null : { kind: "flip", isOpen: !row.isOpen };
    default:
      return null;
  }
}

type TreeLineProps = {
  row: TreeRow;
  isStop: boolean;
  onPick: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
};

function TreeLine({ row, isStop, onPick, onKeyDown }: TreeLineProps) {
  const indent = Math.min(row.depth, INDENT_MAX) * 14;
  return (
    <div
      role="treeitem"
      aria-level={row.depth}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.isOpen ?? undefined}
      aria-selected={isStop}
      tabIndex={isStop ? 0 : -1}
      data-path={row.path}
      onClick={onPick}
      onKeyDown={onKeyDown}
      style={{ paddingLeft: indent }}
      className={cn(
        "mono relative rounded-sm text-xs leading-5 wrap-anywhere",
        row.isOpen !== null && "cursor-pointer hover:bg-hover",
        row.isMatch && "bg-selected",
      )}
    >
      {row.depth > 1 && (
        <span aria-hidden="true" className="absolute inset-y-0 w-px bg-line" style={{ left: indent - 22 }} />
      )}
      {row.isOpen !== null && (
        <span aria-hidden="true" className="absolute top-1 text-ink-faint" style={{ left: indent - 14 }}>
          <Icon name={row.isOpen ? "down" : "right"} size={12} />
        </span>
      )}
      <span className="text-ink-soft">{visibleText(row.key)}</span> <Value node={row.node} />
    </div>
  );
}

function Value({ node }: { node: JsonNode }) {
  if (node.kind === "object") return <span className="text-ink-faint">{`{${node.children.length}}`}</span>;
  if (node.kind === "array") return <span className="text-ink-faint">{`[${node.children.length}]`}</span>;
  if (node.kind === "string") return <Text text={node.text} />;
  if (node.kind === "number") return <span className="text-machine">{node.text}</span>;
  return <span className={node.kind === "null" ? "text-ink-faint" : "text-human"}>{node.text}</span>;
}

function Text({ text }: { text: string }) {
  const [isWhole, setIsWhole] = useState(false);
  if (text === "") return <span className="text-ink-faint italic">empty string</span>;
  if (isWhole || text.length <= TEXT_AT_FIRST * 1.2)
    return <span className="whitespace-pre-wrap">{visibleText(text)}</span>;
  return (
    <>
      <span className="whitespace-pre-wrap">{visibleText(text.slice(0, TEXT_AT_FIRST))}…</span>{" "}
      <button
        type="button"
        tabIndex={-1}
        className="font-sans text-accent hover:underline"
        onClick={(event) => {
          event.stopPropagation();
          setIsWhole(true);
        }}
      >
        all {text.length.toLocaleString("en-GB")} characters
      </button>
    </>
  );
}

/** The path of the chosen line, to be copied into a query or a script. */
function PathBar({ row }: { row: TreeRow | undefined }) {
  const { isCopied, copy } = useCopy();
  if (row === undefined) return null;
  return (
    <p className="mt-2 flex items-center gap-2 rounded-md bg-sunken px-2 text-xs">
      <span className="text-ink-soft">Path</span>
      <span className="mono min-w-0 flex-1 truncate" data-chosen-path title={row.path}>
        {row.path}
      </span>
      <IconButton icon={isCopied ? "check" : "copy"} label="Copy path" size="sm" onClick={() => copy(row.path)} />
    </p>
  );
}
