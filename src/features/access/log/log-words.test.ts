import { expect, test } from "vitest";
import { logDetails, logSubject, logWords } from "./log-words";

test("a type without words of its own is still readable", () => {
  expect(logWords("access.session.started")).toBe("Signed in");
  expect(logWords("access.something_new.done")).toBe("something new done");
});

test("a record is about the name in its payload, else about an id", () => {
  expect(logSubject('{"email":"ada@example.org"}', "id-1")).toBe("ada@example.org");
  expect(logSubject('{"other":1}', "id-1")).toBe("id-1");
});

test("details leave out what the table says already", () => {
  expect(logDetails('{"event_type":"access.x","request_id":"r"}')).toBe('{\n  "request_id": "r"\n}');
});
