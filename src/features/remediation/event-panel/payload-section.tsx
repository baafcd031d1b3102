"use client";

import { useMemo, useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { PanelSection } from "@/components/ui/panel";
import { readJson } from "./json-node";
import { PayloadTree } from "./payload-tree";

/** Longer payloads show their beginning as text: a tree of them would freeze the page. */
const TREE_UP_TO = 1_000_000;
const HEAD = 20_000;
/** Payloads with many fields or much text can be searched. */
const SEARCH_FROM = 8;
const LONG = 2000;

/** `event_data` as the server sent it, digit by digit. */
export function PayloadSection({ json, bytes }: { json: string; bytes: number }) {
  const [query, setQuery] = useState("");
  const root = useMemo(() => (json.length > TREE_UP_TO ? null : readJson(json)), [json]);
  const fields = root?.kind === "object" || root?.kind === "array" ? root.children.length : 0;
  const size = `${bytes.toLocaleString("en-GB")} bytes`;
  return (
    <PanelSection
      title={
        <>
          Payload
          <span className="font-regular text-ink-faint">
            {root === null ? size : `${fields} field${fields === 1 ? "" : "s"}, ${size}`}
          </span>
        </>
      }
      end={
        <CopyButton variant="quiet" size="sm" text={json}>
          Copy JSON
        </CopyButton>
      }
    >
      {(fields >= SEARCH_FROM || json.length > LONG) && root !== null && (
        <input
          type="search"
          aria-label="Search in the payload"
          placeholder="Search keys and values"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className="mb-2 h-7 w-full rounded-md border border-line-control bg-surface px-2 text-sm"
        />
      )}
      {root === null ? <PayloadHead json={json} /> : <PayloadTree root={root} query={query} />}
    </PanelSection>
  );
}

function PayloadHead({ json }: { json: string }) {
  const isCut = json.length > HEAD;
  return (
    <>
      <textarea
        readOnly
        aria-label="Beginning of the payload"
        rows={14}
        value={json.slice(0, HEAD)}
        className="mono thin-scroll w-full resize-y rounded-md border border-line bg-surface p-2 text-xs"
      />
      {isCut && (
        <p className="mt-2 text-ink-soft text-xs">
          The first {HEAD.toLocaleString("en-GB")} of {json.length.toLocaleString("en-GB")} characters. Copy JSON takes
          all of them.
        </p>
      )}
    </>
  );
}
