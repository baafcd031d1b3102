import type { InputHTMLAttributes, Ref } from "react";
import { cn } from "@/lib/cn";

type CheckboxProps = Omit<InputHTMLAttributes<HTMLInputElement>, "type"> & { ref?: Ref<HTMLInputElement> };

/** A native checkbox in the console's look. */
export function Checkbox({ className, ...rest }: CheckboxProps) {
  return (
    <span className={cn("relative inline-flex size-3.5 shrink-0", className)}>
      <input
        type="checkbox"
        {...rest}
        className="peer size-3.5 appearance-none rounded-sm border border-line-control bg-surface checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent forced-colors:appearance-auto"
      />
      <svg
        viewBox="0 0 14 14"
        aria-hidden="true"
        className="pointer-events-none invisible absolute inset-0 text-on-accent peer-checked:visible forced-colors:hidden"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
      >
        <path d="m3.2 7.3 2.6 2.6 5-5.6" />
      </svg>
      <span
        aria-hidden="true"
        className="pointer-events-none invisible absolute top-[6px] left-[3px] h-[2px] w-2 bg-on-accent peer-indeterminate:visible forced-colors:hidden"
      />
    </span>
  );
}
