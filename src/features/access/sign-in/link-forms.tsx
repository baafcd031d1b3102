"use client";

import { useEffect, useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { FormError, TextField } from "@/components/ui/field";
import { PASSWORD_LENGTH } from "@/lib/password-length";
import { AuthCard } from "./auth-card";
import { textIn, useAuthForm } from "./use-auth-form";

/** What stands behind the hash sign of a link that works once. It never leaves the browser but in the form. */
function useLinkToken(): string | undefined {
  const [token, setToken] = useState<string>();
  useEffect(() => setToken(window.location.hash.slice(1)), []);
  return token;
}

/** Sets a password by a link: an invitation, or a way back in. */
export function SetPasswordForm() {
  const token = useLinkToken();
  const [isDone, setIsDone] = useState(false);
  const { isBusy, error, onSubmit } = useAuthForm({
    path: "/reset-password",
    body: (fields) => ({ token, newPassword: textIn(fields, "password") }),
    check: checkPasswords,
    onDone: () => setIsDone(true),
  });
  if (isDone) return <Done title="Your password is set" sentence="Other sessions of yours have ended." />;
  if (token === "") return <NoToken />;
  return (
    <AuthCard title="Set your password" sentence="This link works once.">
      <form onSubmit={onSubmit} noValidate className="mt-4 flex flex-col gap-4">
        {error && <FormError>{error}</FormError>}
        <PasswordFields />
        <Submit isBusy={isBusy}>Set the password</Submit>
      </form>
    </AuthCard>
  );
}

/** Makes the first administrator of a server that nobody has an account on. */
export function SetUpForm() {
  const token = useLinkToken();
  const [isDone, setIsDone] = useState(false);
  const { isBusy, error, onSubmit } = useAuthForm({
    path: "/first-administrator",
    body: (fields) => ({
      token,
      name: textIn(fields, "name").trim(),
      email: textIn(fields, "email").trim(),
      password: textIn(fields, "password"),
    }),
    check: (fields) =>
      textIn(fields, "name").trim() === "" || !textIn(fields, "email").includes("@")
        ? "A name and an e-mail address are needed."
        : checkPasswords(fields),
    onDone: () => setIsDone(true),
  });
  if (isDone) return <Done title="You are the first administrator" sentence="Sign in to invite the others." />;
  if (token === "") return <NoToken />;
  return (
    <AuthCard title="Set up the first administrator" sentence="Nobody has an account here yet. This link works once.">
      <form onSubmit={onSubmit} noValidate className="mt-4 flex flex-col gap-4">
        {error && <FormError>{error}</FormError>}
        <TextField label="Name" name="name" autoComplete="name" autoFocus required />
        <TextField label="E-mail" name="email" type="email" autoComplete="username" required />
        <PasswordFields />
        <Submit isBusy={isBusy}>Make the account</Submit>
      </form>
    </AuthCard>
  );
}

export function PasswordFields() {
  return (
    <>
      <TextField
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        help={`${PASSWORD_LENGTH.min} characters or more. A sentence is easier to remember than signs.`}
        required
      />
      <TextField label="Once more" name="again" type="password" autoComplete="new-password" required />
    </>
  );
}

export function checkPasswords(fields: FormData): string | undefined {
  const password = textIn(fields, "password");
  if (password.length < PASSWORD_LENGTH.min) return `The password needs ${PASSWORD_LENGTH.min} characters or more.`;
  if (password.length > PASSWORD_LENGTH.max) return `The password may have ${PASSWORD_LENGTH.max} characters at most.`;
  return password === textIn(fields, "again") ? undefined : "The two passwords differ.";
}

function Submit({ isBusy, children }: { isBusy: boolean; children: string }) {
  return (
    <Button type="submit" variant="primary" disabled={isBusy} className="h-8 justify-center">
      {children}
    </Button>
  );
}

function Done({ title, sentence }: { title: string; sentence: string }) {
  return (
    <AuthCard title={title} sentence={sentence}>
      <a href="/sign-in" className={`${buttonClass("primary")} mt-4`}>
        Sign in
      </a>
    </AuthCard>
  );
}

function NoToken() {
  return (
    <AuthCard
      title="This link is not complete"
      sentence="Copy it whole, with everything after the # sign, or ask an administrator for another one."
    />
  );
}
