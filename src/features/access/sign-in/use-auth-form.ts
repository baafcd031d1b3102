"use client";

import { type SyntheticEvent, useState } from "react";
import { type AuthAnswer, callAuth } from "../auth-call";

/** One form that asks the sign-in door: busy while it waits, and what went wrong. */
export function useAuthForm(options: {
  path: string;
  body: (fields: FormData) => Record<string, unknown>;
  /** What is wrong with the fields before anything is sent. */
  check?: (fields: FormData) => string | undefined;
  onDone: (data: Record<string, unknown>) => void;
}) {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<string>();
  const onSubmit = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const wrong = options.check?.(fields);
    setError(wrong);
    if (wrong !== undefined || isBusy) return;
    setIsBusy(true);
    const answer: AuthAnswer = await callAuth(options.path, options.body(fields));
    if (answer.ok) return options.onDone(answer.data);
    setIsBusy(false);
    setError(answer.failure.message);
  };
  return { isBusy, error, setError, onSubmit };
}

/** A field of a form as text. */
export function textIn(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}
