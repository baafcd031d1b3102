import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from "react";
import { cn } from "@/lib/cn";
import { StateSentence } from "./state";

const CONTROL =
  "h-8 w-full rounded-md border border-line-control bg-surface px-2 text-md text-ink placeholder:text-ink-faint aria-invalid:border-failure disabled:opacity-55";

type Around = { label: string; help?: ReactNode; error?: string };

type TextFieldProps = Around & Omit<InputHTMLAttributes<HTMLInputElement>, "id">;

/** A labelled input: the label above, help and what is wrong under it. */
export function TextField({ label, help, error, className, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} help={help} error={error} className={className}>
      <input id={id} {...describedBy(id, help, error)} {...rest} className={CONTROL} />
    </Labelled>
  );
}

type SelectFieldProps = Around &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, "id" | "children"> & {
    options: readonly { value: string; label: string }[];
  };

export function SelectField({ label, help, error, options, className, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} help={help} error={error} className={className}>
      <select id={id} {...describedBy(id, help, error)} {...rest} className={CONTROL}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

function Labelled({
  id,
  label,
  help,
  error,
  className,
  children,
}: Around & { id: string; className?: string; children: ReactNode }) {
  return (
    <div className={cn("flex flex-col gap-1", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children}
      {error && (
        <p id={`${id}-error`} className="text-failure text-xs">
          {error}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className="text-ink-soft text-xs">
          {help}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, help: ReactNode, error: string | undefined) {
  const parts = [error && `${id}-error`, help && `${id}-help`].filter(Boolean);
  return {
    "aria-describedby": parts.length > 0 ? parts.join(" ") : undefined,
    "aria-invalid": error ? true : undefined,
  };
}

/** What went wrong with a form as a whole. It is read out when it appears. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="rounded-md bg-failure-tint px-3 py-2 text-sm">
      <StateSentence state="failure">{children}</StateSentence>
    </div>
  );
}
