import { describe, expect, test } from "vitest";
import { CopyRows } from "./copy-rows";

function fields(write: (rows: CopyRows) => void): string[] {
  const rows = new CopyRows(1);
  rows.begin(1);
  write(rows);
  const bytes = rows.finish();
  const found: string[] = [];
  let at = 19 + 2;
  while (at < bytes.length - 2) {
    const count = bytes.readInt32BE(at);
    found.push(count < 0 ? "none" : bytes.subarray(at + 4, at + 4 + count).toString("hex"));
    at += 4 + Math.max(count, 0);
  }
  return found;
}

function microsecondsSince2000(moment: string, rest: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(Date.parse(moment) - Date.UTC(2000, 0, 1)) * 1000n + BigInt(rest));
  return bytes.toString("hex");
}

describe("CopyRows", () => {
  test("begins and ends as the binary format says", () => {
    const bytes = new CopyRows(0).finish();

    expect(bytes.toString("latin1")).toBe("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0\xff\xff");
  });

  test("writes each type as PostgreSQL sends it", () => {
    const written = fields((rows) => {
      rows.text("é");
      rows.text(null);
      rows.text("");
      rows.jsonb("{}");
      rows.uuid("00112233-4455-6677-8899-aabbccddeeff");
      rows.bool(true);
      rows.int2(1);
      rows.int4(-1);
      rows.int8(-2n);
      rows.date("2000-01-02");
      rows.date("1970-01-01");
      rows.timestamptz("2000-01-01T00:00:01.000002Z");
      rows.timestamptz("9999-12-31T23:59:59.999999Z");
      rows.timestamptz("1970-01-01T00:00:00.000001Z");
      rows.timestamptz("2026-06-15T12:34:56.789012Z");
      rows.jsonb(Buffer.from('{"é":1}'));
      rows.text("sixteen or longer");
    });

    expect(written).toEqual([
      "c3a9",
      "none",
      "",
      "017b7d",
      "00112233445566778899aabbccddeeff",
      "01",
      "0001",
      "ffffffff",
      "fffffffffffffffe",
      "00000001",
      "ffffd533",
      "00000000000f4242",
      "0380e70b913b7fff",
      microsecondsSince2000("1970-01-01T00:00:00Z", 1),
      microsecondsSince2000("2026-06-15T12:34:56.789Z", 12),
      `01${Buffer.from('{"é":1}').toString("hex")}`,
      Buffer.from("sixteen or longer").toString("hex"),
    ]);
  });

  test("grows to whatever is written", () => {
    const long = "😀".repeat(100_000);

    expect(fields((rows) => rows.text(long))[0]).toBe(Buffer.from(long).toString("hex"));
  });
});
