"use client";

import { type ReactNode, useId, useState } from "react";
import { Checkbox } from "./checkbox";
import { Icon } from "./icon";

export type FacetValue = {
  value: string;
  /** What people read; also the name of its controls. */
  words: string;
  /** Drawn instead of the words, e.g. with the shape of a state. */
  label?: ReactNode;
  count: number;
  choice: "in" | "not" | "none";
};

type FacetProps = {
  name: string;
  values: readonly FacetValue[];
  isBounded?: boolean;
  isOpenAtFirst?: boolean;
  onToggle: (value: string) => void;
  /** Absent when the field knows two values only. */
  onExclude?: (value: string) => void;
};

const FEW = 6;

/** Values of one field with their counts. The box chooses a value, “not” excludes it. */
export function Facet({ name, values, isBounded = false, isOpenAtFirst = true, onToggle, onExclude }: FacetProps) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? values : values.filter((value, index) => index < FEW || value.choice !== "none");
  const hiddenCount = values.length - shown.length;
  return (
    <details open={isOpenAtFirst} className="group">
      <summary className="flex list-none items-center justify-between pt-2 pr-3 pb-0.5 pl-6 text-ink-soft max-wide:pl-4 [&::-webkit-details-marker]:hidden">
        <h2 className="font-medium text-xs leading-5">{name}</h2>
        <Icon name="down" size={12} className="group-[:not([open])]:-rotate-90" />
      </summary>
      <ul>
        {shown.map((value) => (
          <li key={value.value}>
            <FacetRow value={value} name={name} isBounded={isBounded} onToggle={onToggle} onExclude={onExclude} />
          </li>
        ))}
        {(hiddenCount > 0 || isWhole) && (
          <li>
            <button
              type="button"
              className="h-6 px-6 text-accent text-xs hover:underline max-wide:px-4"
              onClick={() => setIsWhole(!isWhole)}
            >
              {isWhole ? "Show fewer" : `${hiddenCount} more`}
            </button>
          </li>
        )}
      </ul>
    </details>
  );
}

type FacetRowProps = { value: FacetValue; name: string } & Pick<FacetProps, "isBounded" | "onToggle" | "onExclude">;

function FacetRow({ value, name, isBounded, onToggle, onExclude }: FacetRowProps) {
  const id = useId();
  return (
    <div className="group/row relative flex h-6 items-center pr-3 pl-6 text-sm hover:bg-hover max-wide:pl-4">
      <Checkbox id={id} checked={value.choice === "in"} onChange={() => onToggle(value.value)} />
      <label htmlFor={id} className="flex h-full min-w-0 flex-1 items-center gap-2 pl-2">
        <span className="min-w-0 flex-1 truncate">
          {value.choice === "not" && <span className="text-ink-faint">not </span>}
          {value.choice === "not" ? value.words : (value.label ?? value.words)}
        </span>
        <span className="text-ink-faint text-xs tabular-nums">
          {isBounded && "≥ "}
          {value.count.toLocaleString("en-GB")}
        </span>
      </label>
      {onExclude && (
        <button
          type="button"
          aria-label={`Exclude ${name} ${value.words}`}
          onClick={() => onExclude(value.value)}
          className="absolute right-2 h-6 rounded-md bg-hover px-1.5 text-ink-soft text-xs opacity-0 hover:text-ink hover:underline focus-visible:opacity-100 group-hover/row:opacity-100"
        >
          not
        </button>
      )}
    </div>
  );
}
