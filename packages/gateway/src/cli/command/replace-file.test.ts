import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  lstatSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlainError } from "./plain-error.ts";
import { replaceFile } from "./replace-file.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "replace-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("a file is made, and replaced whole, and nothing else is left", () => {
  const file = join(folder, "a.json");
  replaceFile(file, "a long first text");
  replaceFile(file, "short");
  expect(readFileSync(file, "utf8")).toBe("short");
  expect(readdirSync(folder)).toEqual(["a.json"]);
});

test("what a link is for is replaced, the link stays", () => {
  writeFileSync(join(folder, "real"), "old");
  symlinkSync(join(folder, "real"), join(folder, "link"));
  replaceFile(join(folder, "link"), "new");
  expect(readFileSync(join(folder, "real"), "utf8")).toBe("new");
  expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
});

test("what can't be written is said, and leaves no part behind", () => {
  mkdirSync(join(folder, "taken"));
  writeFileSync(join(folder, "taken", "file"), "");
  expect(() => replaceFile(join(folder, "taken"), "text")).toThrow(PlainError);
  expect(() => replaceFile(join(folder, "none", "file"), "text")).toThrow(/can't be written/);
  expect(readdirSync(folder)).toEqual(["taken"]);
});
