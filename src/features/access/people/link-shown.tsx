"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Time } from "@/components/ui/time";
import type { PasswordLink } from "@/contracts/people";

/** A link that works once, for the administrator to hand on. It is shown here and nowhere else. */
export function LinkShown({ link, name, onClose }: { link: PasswordLink; name: string; onClose: () => void }) {
  const address = `${window.location.origin}${link.path}`;
  return (
    <Dialog
      isOpen
      onOpenChange={(open) => !open && onClose()}
      title={`Link for ${name}`}
      description="Hand this link on by a way that only they can read. It sets a password, once, and is not shown again."
    >
      <div className="flex flex-col gap-3 p-4">
        <code className="mono select-all rounded-md bg-sunken px-3 py-2 text-xs wrap-anywhere">{address}</code>
        <p className="text-ink-soft text-xs">
          It works until <Time at={link.expiresAt} />. A new link makes this one void.
        </p>
        <div>
          <CopyButton text={address} variant="primary">
            Copy the link
          </CopyButton>
        </div>
      </div>
    </Dialog>
  );
}
