import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "@/lib/canonical-json";
import { hashedFields } from "@/testing/audit-events";
import { numberTable, workedExample } from "@/testing/hash-chain-doc";
import { canonicalFields } from "./chain";

const docPath = new URL("../../../docs/hash-chain.md", import.meta.url);

function withBlock(doc: string, name: string, text: string): string {
  const pattern = new RegExp(`(<!-- ${name}:begin -->\n)[^]*?(<!-- ${name}:end -->)`);
  return doc.replace(pattern, (_all, begin: string, end: string) => `${begin}${text}\n${end}`);
}

describe("docs/hash-chain.md", () => {
  test("shows the numbers and the worked example that the code computes", () => {
    const doc = readFileSync(docPath, "utf8");

    const fresh = withBlock(withBlock(doc, "numbers", numberTable()), "example", workedExample());

    if (process.env.UPDATE_DOCS === "1") writeFileSync(docPath, fresh);
    else expect(doc).toBe(fresh);
  });
});

describe("canonicalFields", () => {
  test("is canonical JSON, whatever the fields hold", () => {
    const event = hashedFields({
      errorMessage: 'a "quoted"\n\u0001 message',
      durationMs: "9223372036854775807",
      severity: null,
    });

    const text = canonicalFields(event);

    expect(canonicalJson(text).toString()).toBe(text);
    expect(Object.keys(JSON.parse(text))).toHaveLength(23);
  });
});
