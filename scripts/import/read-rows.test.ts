import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRows, type RowFormat } from "./read-rows.ts";
import type { Row } from "./row.ts";

const folder = mkdtempSync(join(tmpdir(), "read-rows-"));
const CSV: RowFormat = { kind: "csv", delimiter: ",", types: new Map() };

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The rows of a file with this text, and why there are no more. */
async function read(text: string, format: RowFormat) {
  const file = join(folder, "rows");
  writeFileSync(file, text);
  const rows: Row[] = [];
  try {
    for await (const row of readRows(file, format)) rows.push(row);
    return { rows, error: undefined };
  } catch (error) {
    return { rows, error: error as Error };
  }
}

test.each<[RowFormat, string]>([
  [{ kind: "json" }, '[{"a":1},{"a":null}]'],
  [{ kind: "ndjson" }, '{"a":1}\n{"a":null}\n'],
  [CSV, 'a\n1\n""\n'],
])("rows of %j come numbered from 1", async (format, text) => {
  const { rows, error } = await read(text, format);
  expect(error).toBeUndefined();
  expect(rows.map(({ number }) => number)).toEqual([1, 2]);
  expect(rows[0]?.content).toEqual({ ok: true, value: { a: 1 } });
  expect(rows.at(-1)?.bytesRead).toBe(Buffer.byteLength(text));
});

test("a large file is read as its rows are taken, not ahead of them", async () => {
  const text = Array.from({ length: 50_000 }, (_, a) => `{"a":${String(a)}}`).join("\n");
  const file = join(folder, "large");
  writeFileSync(file, text);
  const rows = readRows(file, { kind: "ndjson" });
  const first = await rows.next();
  expect((first.value as Row).bytesRead).toBeLessThanOrEqual(2 * 64 * 1024);
  await rows.return(undefined);
});

test.each<[RowFormat, string, string]>([
  [{ kind: "json" }, '[{"a":1},\n\n{"a":}]', 'beyond row 1 (line 3): unexpected "}".'],
  [{ kind: "ndjson" }, '{"a":1}\n{"a":1}\n{"a"', "beyond row 2 (line 3): it ends in the middle."],
  [CSV, 'a,b\n1,"x\ny"\n3,"4', "beyond row 1 (line 3): a quote is opened and never closed."],
  [CSV, "", "beyond row 0 (line 1): it is empty."],
  [CSV, "a,a\n1,2", "beyond row 0 (line 1): two columns are named a"],
])("a file in %j that can't be read further says where: %s", async (format, text, message) => {
  const { error } = await read(text, format);
  expect(error?.name).toBe("PlainError");
  expect(error?.message).toContain(message);
});

test("a file that isn't there, or is a folder, can't be read", async () => {
  const missing = readRows(join(folder, "missing"), CSV);
  await expect(missing.next()).rejects.toThrow(/missing can't be read: ENOENT/);
  await expect(readRows(folder, CSV).next()).rejects.toThrow(/can't be read: EISDIR/);
});
