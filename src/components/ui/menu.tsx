"use client";

import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Icon } from "./icon";

const ITEM =
  "flex h-7 cursor-default select-none items-center gap-2 rounded-md px-2 text-sm outline-none data-[disabled]:text-ink-faint data-[highlighted]:bg-hover";

type MenuProps = {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  align?: "start" | "end";
  /** Called when the menu has closed. True when the focus was taken elsewhere; else the trigger gets it back. */
  onClosed?: () => boolean;
  className?: string;
};

/** A menu under a button. It leaves the page scrollable. */
export function Menu({ trigger, label, children, align = "end", onClosed, className }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          onCloseAutoFocus={(event) => {
            if (onClosed?.()) event.preventDefault();
          }}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            "thin-scroll z-50 max-h-[min(480px,var(--radix-dropdown-menu-content-available-height))] min-w-48 overflow-y-auto rounded-lg border border-line-strong bg-surface p-1",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ onSelect, children, end }: { onSelect: () => void; children: ReactNode; end?: ReactNode }) {
  return (
    <Radix.Item className={ITEM} onSelect={onSelect}>
      {children}
      {end && <span className="ml-auto pl-4 text-ink-faint text-xs">{end}</span>}
    </Radix.Item>
  );
}

type MenuCheckProps = {
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  isDisabled?: boolean;
  children: ReactNode;
};

/** An entry that is on or off; the menu stays open. */
export function MenuCheck({ isChecked, onChange, isDisabled, children }: MenuCheckProps) {
  return (
    <Radix.CheckboxItem
      className={ITEM}
      checked={isChecked}
      disabled={isDisabled}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span className="inline-flex size-4 items-center justify-center">{isChecked && <Icon name="check" />}</span>
      {children}
    </Radix.CheckboxItem>
  );
}

type MenuChoiceProps = {
  value: string;
  onChange: (value: string) => void;
  options: readonly { value: string; label: ReactNode; end?: ReactNode }[];
};

/** Entries of which exactly one is chosen. */
export function MenuChoice({ value, onChange, options }: MenuChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={ITEM}>
          <span className="inline-flex size-4 items-center justify-center">
            {option.value === value && <Icon name="check" />}
          </span>
          {option.label}
          {option.end && <span className="ml-auto pl-4 text-ink-faint text-xs">{option.end}</span>}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-2 pb-1 font-medium text-ink-faint text-xs">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
