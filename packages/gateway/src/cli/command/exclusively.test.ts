import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exclusively } from "./exclusively.ts";
import { PlainError } from "./plain-error.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "exclusively-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("while one is at a file no other is, and when it is done, or has failed, nothing is left", () => {
  const file = join(folder, "a");
  const fail = () => {
    throw new Error("full disk");
  };
  const done = exclusively(file, () => {
    expect(() => exclusively(file, () => 1)).toThrow(PlainError);
    expect(() => exclusively(file, () => 1)).toThrow(/Another process changes .*a: try again/);
    return exclusively(join(folder, "b"), () => 2);
  });
  expect(done).toBe(2);
  expect(() => exclusively(file, fail)).toThrow("full disk");
  expect(readdirSync(folder)).toEqual([]);
});

test("what one that was ended has left is named, and stays", () => {
  writeFileSync(join(folder, "a.lock"), "");
  expect(() => exclusively(join(folder, "a"), () => 1)).toThrow(/delete .*a\.lock/);
  expect(readdirSync(folder)).toEqual(["a.lock"]);
  expect(() => exclusively(join(folder, "none", "a"), () => 1)).toThrow(/can't be made/);
});
