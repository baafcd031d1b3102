import { expect, test } from "vitest";
import { failureWords } from "./auth-call";

test("a limit says how long to wait, in seconds or whole minutes", () => {
  expect(failureWords("ACCOUNT_LIMIT", "", 45)).toBe("Too many attempts. Try again in 45 s.");
  expect(failureWords("ACCOUNT_LIMIT", "", 700)).toBe("Too many attempts. Try again in 12 min.");
});

test("an unknown code keeps the server's words, and never an empty message", () => {
  expect(failureWords("SOMETHING", "In its own words.", null)).toBe("In its own words.");
  expect(failureWords("SOMETHING", "", null)).not.toBe("");
});
