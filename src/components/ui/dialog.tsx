"use client";

import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { cn } from "@/lib/cn";
import { IconButton } from "./button";

type DialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description?: string;
  /** `bare` leaves out head and padding: the content brings its own. */
  look?: "plain" | "bare";
  children: ReactNode;
  className?: string;
};

/** A modal dialog. Focus goes in, stays in, and returns to where it was. */
export function Dialog({ isOpen, onOpenChange, title, description, look = "plain", children, className }: DialogProps) {
  const opener = useRef<HTMLElement | null>(null);
  const giveFocusBack = (event: Event) => {
    event.preventDefault();
    opener.current?.focus();
  };
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
          }}
          onCloseAutoFocus={giveFocusBack}
          className={cn(
            "fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(560px,calc(100vw-24px))] -translate-x-1/2 flex-col rounded-lg border border-line-strong bg-surface",
            className,
          )}
        >
          <div
            className={
              look === "bare" ? "sr-only" : "flex h-11 shrink-0 items-center gap-2 border-line border-b pr-2 pl-4"
            }
          >
            <Radix.Title className="font-strong text-md">{title}</Radix.Title>
            {look === "plain" && (
              <Radix.Close asChild>
                <IconButton icon="close" label="Close" className="ml-auto" />
              </Radix.Close>
            )}
          </div>
          {description && (
            <Radix.Description className={look === "bare" ? "sr-only" : "px-4 pt-3 text-ink-soft text-sm"}>
              {description}
            </Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
