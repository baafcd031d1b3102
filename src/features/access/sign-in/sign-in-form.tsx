"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FormError, TextField } from "@/components/ui/field";
import { callAuth } from "../auth-call";
import { AuthCard } from "./auth-card";
import { SecondFactorForm } from "./second-factor-form";
import { textIn, useAuthForm } from "./use-auth-form";

type SignInFormProps = {
  isPasswordAllowed: boolean;
  oidcName: string | null;
  /** Where to go afterwards: a path of this console. */
  next: string;
  /** Why the identity provider's answer was refused. */
  refusal?: string;
};

/** The way in: a password and perhaps a second factor, or an identity provider. */
export function SignInForm({ isPasswordAllowed, oidcName, next, refusal }: SignInFormProps) {
  const [needsSecondFactor, setNeedsSecondFactor] = useState(false);
  const goOn = () => window.location.assign(next);
  if (needsSecondFactor) return <SecondFactorForm onDone={goOn} onBack={() => setNeedsSecondFactor(false)} />;
  return (
    <AuthCard title="Sign in">
      <div className="mt-4 flex flex-col gap-4">
        {refusal && <FormError>{refusal}</FormError>}
        {isPasswordAllowed && (
          <PasswordForm onDone={(data) => (data.twoFactorRedirect === true ? setNeedsSecondFactor(true) : goOn())} />
        )}
        {oidcName !== null && <ProviderButton name={oidcName} next={next} isOnlyWay={!isPasswordAllowed} />}
        {!isPasswordAllowed && oidcName === null && (
          <p className="text-ink-soft text-sm">
            Sign-in of people is not set up on this server. Machines come in with their own credentials.
          </p>
        )}
      </div>
    </AuthCard>
  );
}

function PasswordForm({ onDone }: { onDone: (data: Record<string, unknown>) => void }) {
  const { isBusy, error, onSubmit } = useAuthForm({
    path: "/sign-in/email",
    body: (fields) => ({ email: textIn(fields, "email").trim(), password: textIn(fields, "password") }),
    check: (fields) =>
      textIn(fields, "email").trim() === "" || textIn(fields, "password") === ""
        ? "E-mail and password are both needed."
        : undefined,
    onDone,
  });
  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      {error && <FormError>{error}</FormError>}
      <TextField label="E-mail" name="email" type="email" autoComplete="username" autoFocus required />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" variant="primary" disabled={isBusy} className="h-8 justify-center">
        {isBusy ? "Signing in…" : "Sign in"}
      </Button>
      <p className="text-ink-soft text-xs">Password lost? An administrator can make you a link that sets a new one.</p>
    </form>
  );
}

function ProviderButton({ name, next, isOnlyWay }: { name: string; next: string; isOnlyWay: boolean }) {
  const [error, setError] = useState<string>();
  const start = async () => {
    const answer = await callAuth("/sign-in/social", {
      provider: "oidc",
      callbackURL: next,
      errorCallbackURL: "/sign-in",
    });
    if (answer.ok && typeof answer.data.url === "string") window.location.assign(answer.data.url);
    else setError(answer.ok ? "The identity provider can't be reached now." : answer.failure.message);
  };
  return (
    <div className={isOnlyWay ? "flex flex-col gap-3" : "flex flex-col gap-3 border-line border-t pt-4"}>
      {error && <FormError>{error}</FormError>}
      <Button
        variant={isOnlyWay ? "primary" : "default"}
        icon="open"
        onClick={() => void start()}
        className="h-8 justify-center"
      >
        Sign in with {name}
      </Button>
    </div>
  );
}
