import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFunctions } from "./build-functions.ts";

/** What an instance reads, compiles and keeps, in bytes: measured, and a tenth more. */
const MAX_BYTES = 1_280_000;

let folder: string;
let bundle: string;
let sources: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "built-"));
  const file = join(folder, "index.mjs");
  await buildFunctions(file);
  bundle = readFileSync(file, "utf8");
  ({ sources } = JSON.parse(readFileSync(`${file}.map`, "utf8")) as { sources: readonly string[] });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("the module that is deployed has zod once, with the words of one language", () => {
  const zod = sources.filter((source) => /\/zod\/v4\/(locales|core\/schemas)/.test(source));
  expect(zod.map((source) => source.replace(/^.*\/zod\//, ""))).toEqual([
    "v4/core/schemas.js",
    "v4/locales/en.js",
  ]);
});

test("it has undici's parser of HTTP once", () => {
  expect(sources.filter((source) => source.includes("/undici/lib/milo/"))).toEqual([]);
});

test("it imports no module of Node's, since that loads all that the module could need", () => {
  expect(bundle).toContain('process.getBuiltinModule("node:crypto")');
  expect(/\bfrom ?"node:/.exec(bundle)).toBeNull();
});

test("it is text of one byte a letter, since one other doubles all of it in memory", () => {
  expect(/[^\0-\x7f]/.exec(bundle)).toBeNull();
});

test("it is not larger than it was", () => {
  expect(bundle.length).toBeLessThan(MAX_BYTES);
});
