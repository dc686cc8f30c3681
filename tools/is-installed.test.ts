import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isInstalled } from "./is-installed.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-installed-"));
  mkdirSync(join(folder, "node_modules"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const A = { version: "1.0.0", integrity: "sha512-a" };
const FOR_OTHERS = { version: "2.0.0", integrity: "sha512-b", optional: true };

/** Writes the lock file, and npm's record of what it installed. */
function lay(wanted: object, installed?: object): void {
  write("package-lock.json", { packages: { "": { name: "any" }, ...wanted } });
  if (installed !== undefined) write("node_modules/.package-lock.json", { packages: installed });
}

function write(file: string, content: object): void {
  writeFileSync(join(folder, file), JSON.stringify(content));
}

test("what npm has installed as the lock file asks is installed", () => {
  lay({ "node_modules/a": A }, { "node_modules/a": A });
  expect(isInstalled(folder)).toBe(true);
});

test("packages for other platforms may be left out", () => {
  lay({ "node_modules/a": A, "node_modules/b": FOR_OTHERS }, { "node_modules/a": A });
  expect(isInstalled(folder)).toBe(true);
});

test.each([
  ["nothing", undefined],
  ["no package", {}],
  ["another version", { "node_modules/a": { ...A, version: "1.0.1" } }],
  ["another content", { "node_modules/a": { ...A, integrity: "sha512-x" } }],
  ["a package too many", { "node_modules/a": A, "node_modules/c": A }],
])("with %s it is not", (_, installed) => {
  lay({ "node_modules/a": A }, installed);
  expect(isInstalled(folder)).toBe(false);
});

test("an install that was cut has no record, and is done again", () => {
  lay({ "node_modules/a": A });
  mkdirSync(join(folder, "node_modules", "a"));
  expect(isInstalled(folder)).toBe(false);
});
