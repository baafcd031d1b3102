"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FormError, TextField } from "@/components/ui/field";
import { StateSentence } from "@/components/ui/state";
import { checkPasswords, PasswordFields } from "../sign-in/link-forms";
import { textIn, useAuthForm } from "../sign-in/use-auth-form";

/** Changes one's own password; every other session ends with it. */
export function PasswordCard() {
  const client = useQueryClient();
  const [changes, setChanges] = useState(0);
  const { isBusy, error, onSubmit } = useAuthForm({
    path: "/change-password",
    body: (fields) => ({
      currentPassword: textIn(fields, "current"),
      newPassword: textIn(fields, "password"),
      revokeOtherSessions: true,
    }),
    check: checkPasswords,
    onDone: () => {
      setChanges(changes + 1);
      void client.invalidateQueries();
    },
  });
  return (
    <form key={changes} onSubmit={onSubmit} noValidate className="flex max-w-90 flex-col gap-4">
      {error && <FormError>{error}</FormError>}
      {changes > 0 && (
        <p role="status">
          <StateSentence state="success">Your password is changed. Other sessions have ended.</StateSentence>
        </p>
      )}
      <TextField label="Password now" name="current" type="password" autoComplete="current-password" required />
      <PasswordFields />
      <Button type="submit" disabled={isBusy} className="self-start">
        Change the password
      </Button>
    </form>
  );
}
