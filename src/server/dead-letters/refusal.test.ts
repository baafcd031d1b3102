import { expect, it } from "vitest";
import { AppError, type InputFault } from "@/lib/errors";
import { replayRefusalOf } from "./refusal";

const refused = (message: string, inputFault?: InputFault) => {
  const fieldErrors = [{ path: "event_data", message }];
  return replayRefusalOf(new AppError("VALIDATION", message, { fieldErrors, inputFault }));
};

it("tells why a message was refused by what the error says of itself, not by its words", () => {
  expect(refused("words", "unreadable")).toBe("unmarshal_error");
  expect(refused("words", "oversized")).toBe("size_or_depth");
  for (const words of ["not valid JSON", "nested more than 3 levels deep", "must have at most 7 bytes"])
    expect(refused(words)).toBe("field_validation");
});

it("has no name for what contradicts the store", () => {
  expect(replayRefusalOf(new AppError("CONFLICT", "the id is taken"))).toBeUndefined();
});
