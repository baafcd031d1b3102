import { Icon } from "./icon";

type ChipProps = {
  name: string;
  relation: string;
  values: readonly string[];
  onEdit: () => void;
  onRemove: () => void;
};

/** One filter in three parts: name, relation, values. A click edits it, the cross removes it. */
export function Chip({ name, relation, values, onEdit, onRemove }: ChipProps) {
  return (
    <span className="inline-flex h-6 max-w-full items-center whitespace-nowrap rounded-md border border-line-strong bg-surface text-xs">
      <button
        type="button"
        onClick={onEdit}
        className="inline-flex h-full min-w-0 items-center gap-1 rounded-l-md px-1.5 hover:bg-hover"
      >
        <span className="text-ink-soft">
          {name} {relation}
        </span>{" "}
        <span className="truncate">
          {values.map((value, index) => (
            <span key={value}>
              {index > 0 && <span className="text-ink-soft"> or </span>}
              <span className="font-medium">{value}</span>
            </span>
          ))}
        </span>
      </button>
      <button
        type="button"
        onClick={onRemove}
        aria-label={`Remove filter ${name}`}
        className="inline-flex h-full w-6 shrink-0 items-center justify-center rounded-r-md border-line border-l text-ink-soft hover:bg-hover hover:text-ink"
      >
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}
