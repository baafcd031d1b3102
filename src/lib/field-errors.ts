import type { FieldError } from "./errors";
import { joinPath } from "./json-path";

/** What a schema finds wrong at one place. */
export type Issue = { code?: string; path: readonly PropertyKey[]; message: string };

/** The issues of a schema in words for people. `parent` leads the paths when `input` is only a part of what was sent. */
export function fieldErrorsOf(issues: readonly Issue[], input: unknown, parent = ""): FieldError[] {
  return issues.map((issue) => ({ path: pathOf(issue.path, parent), message: messageOf(issue, input) }));
}

function pathOf(steps: readonly PropertyKey[], parent: string): string {
  return steps.reduce<string>((path, step) => joinPath(path, typeof step === "number" ? step : String(step)), parent);
}

/** A rule of our own has words of its own. */
function messageOf({ code, path, message }: Issue, input: unknown): string {
  return code !== "custom" && valueAt(input, path) === undefined ? "is required" : message;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    // An object without a prototype, as a query string becomes, is no `instanceof Object`.
    (value, step) => (typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined),
    input,
  );
}
