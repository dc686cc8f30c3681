import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { bundle } from "./bundle.ts";

let folder: string;

beforeEach(() => {
  mkdirSync(".cache", { recursive: true });
  folder = mkdtempSync(join(".cache", "require-modules-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const SOURCES = {
  "state.ts": "export const added: string[] = [];",
  "index.ts":
    'import { added } from "./state.ts"; export const add = (one: string) => added.push(one);',
  "list.ts": 'export { added } from "./state.ts"; export const url = import.meta.url;',
  "command.ts": 'console.log("a command");',
};

test("modules that are required share what they import, know where they are, and are no commands", async () => {
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(folder, name), text);
  const manifest = {
    name: "two",
    version: "1.0.0",
    exports: { ".": "./index.ts", "./list": "./list.ts" },
    bin: { two: "./command.ts" },
  };
  const lib = join(folder, "lib");
  await bundle({ folder, manifest }, lib);
  const load = createRequire(resolve(lib, "app.cjs"));
  const { add } = load("./index.cjs") as { readonly add: (one: string) => void };
  const list = load("./list.cjs") as { readonly added: readonly string[]; readonly url: string };
  add("one");
  expect(list.added).toEqual(["one"]);
  expect(list.url).toBe(resolve(lib, "list.cjs"));
  expect(readdirSync(join(lib, "bin")).filter((name) => name.endsWith(".cjs"))).toEqual([]);
});
