"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import type { CreatedKey } from "@/contracts/access";

/** The one moment in which a key can be read. */
export function SecretShown({ created, onClose }: { created: CreatedKey; onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onOpenChange={(open) => !open && onClose()}
      title={`The key ${created.key.name}`}
      description="Copy it now: it is shown this once and stored nowhere."
    >
      <div className="flex flex-col gap-3 p-4">
        <code data-secret className="mono select-all rounded-md bg-sunken px-3 py-2 text-xs wrap-anywhere">
          {created.secret}
        </code>
        <p className="text-ink-soft text-xs">
          Send it as <code className="mono">Authorization: Bearer …</code>
        </p>
        <div>
          <CopyButton text={created.secret} variant="primary">
            Copy the key
          </CopyButton>
        </div>
      </div>
    </Dialog>
  );
}
