import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { jsonNumber } from "@/lib/json-tree";
import { joinLines, sortedYaml, yamlLines } from "./yaml-lines";
import { yamlText } from "./yaml-scalar";

const hostile = [
  "yes",
  "No",
  "on",
  "OFF",
  "y",
  "N",
  "true",
  "null",
  "~",
  "",
  " ",
  "a ",
  " a",
  "\ta",
  "1",
  "1.5",
  "1e3",
  "1E400",
  "0x1F",
  "0o14",
  "0755",
  "1_000",
  "190:20:30",
  "1:30",
  "+1",
  "-1",
  ".5",
  ".inf",
  ".NaN",
  "0b1",
  "2026-05-10",
  "2026-05-10T02:24:02Z",
  "2001-12-14t21:59:43.10-05:00",
  "<<",
  "=",
  "- a",
  "-",
  "---",
  "...",
  "a: b",
  "a:",
  "a #b",
  "#a",
  "?a",
  "? a",
  "{a}",
  "[a]",
  "a, b",
  "&a",
  "*a",
  "!a",
  "|",
  ">",
  "%a",
  "@a",
  "`a",
  "'a'",
  '"a"',
  "a\nb",
  "a\r\nb",
  "a\u0085b",
  "a\u2028b",
  "a\u2029b",
  "\u007f",
  "\u009f",
  "\ufeffa",
  "a\u0001b",
  "\\",
  "a\\nb",
  "é ≤ — 👍",
  "# spec:\n  injected: true",
  "a\n---\nkind: Pod",
  "x: {y: z}",
  "$(HOME)",
  "{{ x }}",
  "null ",
  "1.4.0",
  "10m0s",
  "sha256:ab",
  "http://a/b?c=d#e",
];

const readers = ["1.1", "1.2"] as const;

describe("a text in YAML", () => {
  it.each(readers.flatMap((version) => hostile.map((text) => [text, version] as const)))(
    "%j comes back unchanged from a reader of YAML %s",
    (text, version) => {
      expect(parse(`key: ${yamlText(text)}\n`, { version })).toEqual({ key: text });
      expect(parse(`${yamlText(text)}: 1\n`, { version, merge: true })).toEqual({ [text]: 1 });
    },
  );

  it("stands without quotes where nobody can mistake it", () => {
    const texts = [
      "PredictedDiskPressure",
      "Unknown/unknown",
      "1.4.0",
      "10m0s",
      "/var/lib/kubelet",
      "all 1 pods ready, 1 restart",
    ];

    expect(texts.map(yamlText)).toEqual(texts);
  });

  it("is quoted where some reader takes it for something else", () => {
    expect(["yes", "1e3", "2026-05-10T02:24:02Z", "0.92"].map(yamlText)).toEqual([
      '"yes"',
      '"1e3"',
      '"2026-05-10T02:24:02Z"',
      '"0.92"',
    ]);
  });
});

describe("lines of a document", () => {
  it("name the field that each of them shows", () => {
    const lines = yamlLines([
      { steps: ["kind"], content: { value: "A" }, field: 0 },
      { steps: ["spec", "list", 0, "name"], content: { value: "x" }, field: 1 },
      { steps: ["spec", "list", 0, "count"], content: { value: jsonNumber("7") }, field: 2 },
      { steps: ["spec", "list", 1], content: { value: "z" }, field: 3 },
      { steps: ["spec", "gone"], content: { remark: "in no event\nkind: Pod" }, field: 4 },
      { steps: ["spec", "empty"], content: { value: {} }, field: 5 },
    ]);

    expect(lines).toEqual([
      { text: "kind: A", field: 0 },
      { text: "spec:", field: null },
      { text: "  list:", field: null },
      { text: "  - name: x", field: 1 },
      { text: "    count: 7", field: 2 },
      { text: "  - z", field: 3 },
      { text: "  # gone: in no event kind: Pod", field: 4 },
      { text: "  empty: {}", field: 5 },
    ]);
    expect(parse(joinLines(lines))).toEqual({ kind: "A", spec: { list: [{ name: "x", count: 7 }, "z"], empty: {} } });
  });

  it("have their keys in alphabetical order when asked for", () => {
    expect(sortedYaml({ b: "1", a: { d: null, c: ["x"] }, e: [] })).toBe('a:\n  c:\n  - x\n  d: null\nb: "1"\ne: []\n');
  });

  it("announce a key that is too long for one line's reader", () => {
    const key = "k".repeat(2000);

    for (const version of readers)
      expect(parse(sortedYaml({ m: { [key]: "v" } }), { version })).toEqual({ m: { [key]: "v" } });
  });
});
