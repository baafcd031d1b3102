"use client";

import {
  type ButtonHTMLAttributes,
  cloneElement,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  type ToggleEvent,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { cn } from "@/lib/cn";
import { Icon } from "./icon";
import { moveInMenu, placeUnder } from "./menu-behaviour";

type TriggerProps = ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> };

type MenuProps = {
  trigger: ReactElement<TriggerProps>;
  label: string;
  children: ReactNode;
  align?: "start" | "end";
  /** Called when the menu has closed. True when the focus was taken elsewhere; else the trigger keeps it. */
  onClosed?: () => boolean;
  className?: string;
};

/**
 * A menu under a button, on the browser's own popover: it lies above everything, closes on Escape and
 * on a click beside it, and gives the focus back.
 */
export function Menu({ trigger, label, children, align = "end", onClosed, className }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);

  useEffect(() => {
    // Pressed before the page was alive: the browser has opened it, and nothing has filled or placed it.
    if (!menu.current?.matches(":popover-open")) return;
    menu.current.hidePopover();
    queueMicrotask(() => button.current?.click());
  }, []);
  const onBeforeToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== "open" || !button.current) return;
    placeUnder(button.current, event.currentTarget, align);
    flushSync(() => setIsOpen(true));
  };
  const onToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState === "open") {
      moveInMenu(event.currentTarget, "opened");
      return;
    }
    setIsOpen(false);
    onClosed?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    menu.current?.showPopover();
  };
  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        popoverTarget: id,
        "aria-haspopup": "menu",
        "aria-expanded": isOpen,
        onKeyDown,
      })}
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onBeforeToggle={onBeforeToggle}
        onToggle={onToggle}
        onKeyDown={onMenuKey}
        className={cn(
          "thin-scroll inset-auto m-0 min-w-48 overflow-y-auto rounded-lg border border-line-strong bg-surface p-1 text-ink",
          className,
        )}
      >
        {isOpen && children}
      </div>
    </>
  );
}

function onMenuKey(event: KeyboardEvent<HTMLDivElement>): void {
  const menu = event.currentTarget;
  const step = { ArrowDown: "next", ArrowUp: "previous", Home: "first", End: "last" }[event.key];
  if (step === "next" || step === "previous" || step === "first" || step === "last") moveInMenu(menu, step);
  else if (event.key === "Tab") menu.hidePopover();
  else if (/^[\p{L}\p{N}]$/u.test(event.key)) moveInMenu(menu, { startsWith: event.key });
  else return;
  event.preventDefault();
}

const ITEM =
  "flex h-7 w-full items-center gap-2 whitespace-nowrap rounded-md px-2 text-start text-sm outline-none hover:bg-hover focus-visible:bg-hover focus-visible:outline-none disabled:text-ink-faint disabled:hover:bg-transparent";

function closeMenuOf(event: MouseEvent<HTMLElement>): void {
  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}

export function MenuItem({ onSelect, children, end }: { onSelect: () => void; children: ReactNode; end?: ReactNode }) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={ITEM}
      onClick={(event) => {
        closeMenuOf(event);
        onSelect();
      }}
    >
      {children}
      <ItemEnd>{end}</ItemEnd>
    </button>
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
    <button
      type="button"
      role="menuitemcheckbox"
      aria-checked={isChecked}
      tabIndex={-1}
      disabled={isDisabled}
      className={ITEM}
      onClick={() => onChange(!isChecked)}
    >
      <Tick isShown={isChecked} />
      {children}
    </button>
  );
}

type MenuChoiceProps = {
  value: string;
  onChange: (value: string) => void;
  options: readonly { value: string; label: ReactNode; end?: ReactNode }[];
};

/** Entries of which exactly one is chosen. */
export function MenuChoice({ value, onChange, options }: MenuChoiceProps) {
  return options.map((option) => (
    <button
      key={option.value}
      type="button"
      role="menuitemradio"
      aria-checked={option.value === value}
      tabIndex={-1}
      className={ITEM}
      onClick={(event) => {
        closeMenuOf(event);
        onChange(option.value);
      }}
    >
      <Tick isShown={option.value === value} />
      {option.label}
      <ItemEnd>{option.end}</ItemEnd>
    </button>
  ));
}

function Tick({ isShown }: { isShown: boolean }) {
  return <span className="inline-flex size-4 items-center justify-center">{isShown && <Icon name="check" />}</span>;
}

function ItemEnd({ children }: { children: ReactNode }) {
  return children === undefined ? null : <span className="ml-auto pl-4 text-ink-faint text-xs">{children}</span>;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <div role="presentation" className="px-2 pt-2 pb-1 font-medium text-ink-faint text-xs">
      {children}
    </div>
  );
}

export function MenuSeparator() {
  return <hr className="my-1 h-px border-0 bg-line" />;
}
