import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlainError } from "./plain-error.ts";
import { readTextFile } from "./read-text-file.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "read-"));
  file = join(folder, "log.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a file is read whole", () => {
  writeFileSync(file, "[]\n");
  expect(readTextFile(file)).toBe("[]\n");
});

test("what is missing, or a folder, is said, with what to do", () => {
  expect(() => readTextFile(file)).toThrow(PlainError);
  expect(() => readTextFile(file, "name it with --log")).toThrow(
    `${file} can't be read: name it with --log.`,
  );
  expect(() => readTextFile(folder)).toThrow(/can't be read/);
});

test("a file that memory would not hold is refused before it is read", () => {
  writeFileSync(file, "");
  truncateSync(file, 300 * 1024 * 1024);
  expect(() => readTextFile(file)).toThrow("has 300 MiB, and at most 256 are read");
});
