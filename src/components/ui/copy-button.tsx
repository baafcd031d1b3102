"use client";

import { Button, type ButtonVariant } from "./button";
import type { IconName } from "./icon-sprite";
import { useCopy } from "./use-copy";

type CopyButtonProps = {
  text: string | (() => string);
  children: string;
  variant?: ButtonVariant;
  size?: "md" | "sm";
  icon?: IconName;
};

/** A button that copies a text and says so in its own place. */
export function CopyButton({ text, children, variant, size, icon = "copy" }: CopyButtonProps) {
  const { isCopied, copy } = useCopy();
  return (
    <Button
      variant={variant}
      size={size}
      icon={isCopied ? "check" : icon}
      onClick={() => copy(typeof text === "string" ? text : text())}
    >
      <span className="grid">
        <span className={isCopied ? "invisible col-start-1 row-start-1" : "col-start-1 row-start-1"}>{children}</span>
        <span
          className={isCopied ? "col-start-1 row-start-1" : "invisible col-start-1 row-start-1"}
          aria-hidden={!isCopied}
        >
          Copied
        </span>
      </span>
    </Button>
  );
}
