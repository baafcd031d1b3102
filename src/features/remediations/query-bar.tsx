"use client";

import { type KeyboardEvent, type RefObject, useState } from "react";
import { Icon, Mark } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { parseQuery } from "./query/parse";
import type { QueryError } from "./query/tokens";

type QueryBarProps = {
  /** The query in force. */
  text: string;
  onText: (text: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
};

/** The query as text. Enter applies it; what can't be read is marked at its place and changes nothing. */
export function QueryBar({ text, onText, inputRef }: QueryBarProps) {
  const [draft, setDraft] = useState({ of: text, text });
  const shown = draft.of === text ? draft.text : text;
  const parsed = parseQuery(shown);
  const isChanged = shown.trim() !== text;
  const [isTried, setIsTried] = useState(false);
  const error = parsed.isValid || (isChanged && !isTried) ? null : parsed.error;

  const apply = () => {
    setIsTried(true);
    if (parsed.isValid && isChanged) onText(shown);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") apply();
    if (event.key !== "Escape") return;
    if (isChanged) setDraft({ of: text, text });
    else event.currentTarget.blur();
  };

  return (
    <search className="min-w-0">
      <div className="flex h-8 items-center gap-2 rounded-md border border-line-control px-2 text-ink-soft focus-within:outline-2 focus-within:outline-accent focus-within:-outline-offset-1">
        <Icon name="search" />
        <input
          ref={inputRef}
          aria-label="Query"
          aria-invalid={error !== null}
          aria-describedby={error ? "query-error" : undefined}
          placeholder="severity:(critical or high) and not outcome:Remediated"
          spellCheck={false}
          autoComplete="off"
          value={shown}
          onChange={(event) => {
            setIsTried(false);
            setDraft({ of: text, text: event.target.value });
          }}
          onKeyDown={onKeyDown}
          onBlur={apply}
          className="mono h-full min-w-0 flex-1 bg-transparent text-ink outline-none placeholder:text-ink-faint"
        />
        <Kbd className="max-phone:hidden">{isChanged ? "Enter" : "/"}</Kbd>
      </div>
      {error && <ErrorPlace text={shown} error={error} />}
    </search>
  );
}

const BEFORE = 36;
const AFTER = 24;

/** The part of the query around the error, a caret under the sign, and what is wrong. */
function ErrorPlace({ text, error }: { text: string; error: QueryError }) {
  const from = Math.max(0, error.at - BEFORE);
  const part = text.slice(from, error.at + AFTER);
  return (
    <div id="query-error" role="alert" className="mt-1.5 text-xs">
      <pre className="mono overflow-hidden text-ink-soft text-sm leading-4" aria-hidden="true">
        {`${from > 0 ? "…" : ""}${part}\n${" ".repeat(error.at - from + (from > 0 ? 1 : 0))}`}
        <span className="font-strong text-failure">^</span>
      </pre>
      <p className="flex items-center gap-1.5 font-medium text-failure">
        <Mark name="failure" />
        {error.message}
      </p>
    </div>
  );
}
