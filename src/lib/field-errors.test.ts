import { expect, test } from "vitest";
import { z } from "zod";
import { fieldErrorsOf } from "./field-errors";

const Person = z
  .object({
    name: z.string(),
    role: z.enum(["a", "b"]),
    tags: z.array(z.string()).optional(),
    nick: z.string().optional(),
  })
  .refine((person) => person.nick !== undefined, { path: ["nick"], message: "goes with a name" });

function errorsOf(input: unknown, parent?: string) {
  return fieldErrorsOf(Person.safeParse(input).error?.issues ?? [], input, parent);
}

test("a required field that is missing is called required, whatever its type", () => {
  expect(errorsOf({})).toEqual([
    { path: "name", message: "is required" },
    { path: "role", message: "is required" },
  ]);
  expect(errorsOf(undefined)).toEqual([{ path: "", message: "is required" }]);
});

test("a field with a wrong value says what it must be, and a rule of ours keeps its words", () => {
  expect(errorsOf({ name: 1, role: "a" })[0]?.message).toContain("expected string");
  expect(errorsOf({ name: "x", role: "a" })).toEqual([{ path: "nick", message: "goes with a name" }]);
  const query: unknown = Object.assign(Object.create(null), { name: 1, role: "a" });
  expect(errorsOf(query)[0]?.message).toContain("expected string");
});

test("paths are written as everywhere else", () => {
  expect(errorsOf({ name: "x", role: "a", tags: ["t", 1] }, "[3]")[0]?.path).toBe("[3].tags[1]");
});
