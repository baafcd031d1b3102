"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { FormError, TextField } from "@/components/ui/field";
import { QrCode } from "@/components/ui/qr-code";
import { StateSentence } from "@/components/ui/state";
import { textIn, useAuthForm } from "../sign-in/use-auth-form";

type Prepared = { uri: string; backupCodes: string[] };

/** Switches codes of an authenticator app on or off. */
export function SecondFactorCard({ isOn }: { isOn: boolean }) {
  const client = useQueryClient();
  const [prepared, setPrepared] = useState<Prepared | null>(null);
  const refresh = () => {
    setPrepared(null);
    void client.invalidateQueries();
  };
  if (prepared) return <Confirm prepared={prepared} onDone={refresh} />;
  return (
    <div className="flex flex-col gap-3">
      {isOn ? (
        <StateSentence state="success">On: a code is asked for at each sign-in by password.</StateSentence>
      ) : (
        <p className="text-ink-soft text-sm">Off. With it a stolen password alone opens nothing.</p>
      )}
      <PasswordStep
        key={String(isOn)}
        isOn={isOn}
        onDone={(data) => (isOn ? refresh() : setPrepared(preparedIn(data)))}
      />
    </div>
  );
}

function PasswordStep({ isOn, onDone }: { isOn: boolean; onDone: (data: Record<string, unknown>) => void }) {
  const { isBusy, error, onSubmit } = useAuthForm({
    path: isOn ? "/two-factor/disable" : "/two-factor/enable",
    body: (fields) => ({ password: textIn(fields, "confirm") }),
    onDone,
  });
  return (
    <form onSubmit={onSubmit} noValidate className="flex max-w-90 flex-col gap-3">
      {error && <FormError>{error}</FormError>}
      <TextField label="Your password" name="confirm" type="password" autoComplete="current-password" required />
      <Button type="submit" disabled={isBusy} className="self-start">
        {isOn ? "Switch the second factor off" : "Set up a second factor"}
      </Button>
    </form>
  );
}

function Confirm({ prepared, onDone }: { prepared: Prepared; onDone: () => void }) {
  const { isBusy, error, onSubmit } = useAuthForm({
    path: "/two-factor/verify-totp",
    body: (fields) => ({ code: textIn(fields, "code").replaceAll(/\s/g, "") }),
    onDone,
  });
  return (
    <form onSubmit={onSubmit} noValidate className="flex max-w-110 flex-col gap-3">
      {error && <FormError>{error}</FormError>}
      <AppKey uri={prepared.uri} />
      <p className="text-sm">2. Keep these backup codes. Each lets you in once, without the app.</p>
      <code className="mono grid grid-cols-2 gap-x-4 rounded-md bg-sunken px-3 py-2 text-xs">
        {prepared.backupCodes.map((code) => (
          <span key={code}>{code}</span>
        ))}
      </code>
      <div className="flex gap-2">
        <CopyButton text={prepared.backupCodes.join("\n")} size="sm">
          Copy the codes
        </CopyButton>
      </div>
      <TextField
        label="3. The code that the app shows now"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
      />
      <Button type="submit" variant="primary" disabled={isBusy} className="self-start">
        Switch the second factor on
      </Button>
    </form>
  );
}

/** The key for the app, to be read by its camera or by people. */
function AppKey({ uri }: { uri: string }) {
  const key = new URL(uri).searchParams.get("secret") ?? "";
  return (
    <>
      <p className="text-sm">1. Scan this with an authenticator app, or type the key in there.</p>
      <div className="flex gap-4 max-phone:flex-col">
        <QrCode text={uri} label="QR code of the key, for the camera of an authenticator app" />
        <div className="flex min-w-0 flex-col items-start gap-2">
          <code data-totp-key className="mono select-all rounded-md bg-sunken px-3 py-2 text-xs leading-6">
            {groupsOfFour(key).map(({ at, letters }) => (
              <span key={at} className="mr-2 inline-block">
                {letters}
              </span>
            ))}
          </code>
          <CopyButton text={key} size="sm">
            Copy the key
          </CopyButton>
          <CopyButton text={uri} size="sm">
            Copy as address
          </CopyButton>
        </div>
      </div>
    </>
  );
}

function groupsOfFour(text: string): { at: number; letters: string }[] {
  return Array.from({ length: Math.ceil(text.length / 4) }, (_, n) => ({
    at: n * 4,
    letters: text.slice(n * 4, n * 4 + 4),
  }));
}

function preparedIn({ totpURI, backupCodes }: Record<string, unknown>): Prepared | null {
  if (typeof totpURI !== "string" || !Array.isArray(backupCodes)) return null;
  return { uri: totpURI, backupCodes: backupCodes.map(String) };
}
