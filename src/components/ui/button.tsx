import type { ButtonHTMLAttributes, Ref } from "react";
import { cn } from "@/lib/cn";
import { Icon } from "./icon";
import type { IconName } from "./icon-sprite";

export type ButtonVariant = "default" | "primary" | "quiet";

const VARIANT = {
  default: "border-line-strong bg-surface font-medium text-ink hover:border-line-control hover:bg-hover",
  primary: "border-accent bg-accent font-medium text-on-accent hover:bg-accent-strong",
  quiet: "border-transparent bg-transparent text-ink-soft hover:bg-hover hover:text-ink",
} satisfies Record<ButtonVariant, string>;

const SIZE = { md: "h-7 text-sm", sm: "h-6 text-xs" };

/** Classes of a button, for a link that looks like one. */
export function buttonClass(variant: ButtonVariant = "default", size: keyof typeof SIZE = "md"): string {
  return cn(
    "inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap rounded-md border px-2.5 no-underline",
    "aria-pressed:bg-selected aria-pressed:text-ink aria-expanded:bg-hover disabled:cursor-not-allowed disabled:opacity-55",
    SIZE[size],
    VARIANT[variant],
  );
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: ButtonVariant;
  size?: keyof typeof SIZE;
  icon?: IconName;
  ref?: Ref<HTMLButtonElement>;
};

export function Button({ variant, size, icon, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={cn(buttonClass(variant, size), className)}>
      {icon && <Icon name={icon} size={size === "sm" ? 12 : 16} />}
      {children}
    </button>
  );
}

type IconButtonProps = Omit<ButtonProps, "children" | "icon" | "aria-label"> & { icon: IconName; label: string };

/** A button with a symbol only. The label is its name and its tooltip. */
export function IconButton({ icon, label, variant = "quiet", size = "md", className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={cn(
        "inline-flex shrink-0 items-center justify-center rounded-md border aria-pressed:bg-selected aria-expanded:bg-hover",
        "disabled:cursor-not-allowed disabled:opacity-45",
        size === "sm" ? "size-6" : "size-7",
        VARIANT[variant],
        className,
      )}
    >
      <Icon name={icon} size={size === "sm" ? 12 : 16} />
    </button>
  );
}
