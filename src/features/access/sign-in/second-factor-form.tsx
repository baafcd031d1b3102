"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FormError, TextField } from "@/components/ui/field";
import { AuthCard } from "./auth-card";
import { textIn, useAuthForm } from "./use-auth-form";

/** The second step of a sign-in: a code from the app, or one of the backup codes. */
export function SecondFactorForm({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const [isBackup, setIsBackup] = useState(false);
  const { isBusy, error, setError, onSubmit } = useAuthForm({
    path: isBackup ? "/two-factor/verify-backup-code" : "/two-factor/verify-totp",
    body: (fields) => ({ code: textIn(fields, "code").replaceAll(/\s/g, "") }),
    check: (fields) => (textIn(fields, "code").trim() === "" ? "A code is needed." : undefined),
    onDone,
  });
  const change = () => {
    setIsBackup(!isBackup);
    setError(undefined);
  };
  return (
    <AuthCard
      title="Second factor"
      sentence={isBackup ? "Each backup code works once." : "Type the code that your authenticator app shows now."}
    >
      <form onSubmit={onSubmit} noValidate className="mt-4 flex flex-col gap-4">
        {error && <FormError>{error}</FormError>}
        <TextField
          key={String(isBackup)}
          label={isBackup ? "Backup code" : "Code"}
          name="code"
          inputMode={isBackup ? "text" : "numeric"}
          autoComplete="one-time-code"
          autoFocus
          required
        />
        <Button type="submit" variant="primary" disabled={isBusy} className="h-8 justify-center">
          {isBusy ? "Checking…" : "Go on"}
        </Button>
        <div className="flex flex-wrap justify-between gap-2">
          <Button variant="quiet" onClick={onBack} className="-ml-2.5">
            Back
          </Button>
          <Button variant="quiet" onClick={change} className="-mr-2.5">
            {isBackup ? "Use the app" : "Use a backup code"}
          </Button>
        </div>
      </form>
    </AuthCard>
  );
}
