import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { loadError } from "./load-error.ts";

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "load "))));
afterEach(() => rmSync(folder, { recursive: true }));

async function load(code: string) {
  const source = join(folder, "src/collections/any.ts");
  mkdirSync(join(folder, "src/collections"), { recursive: true });
  writeFileSync(source, code);
  const outfile = join(folder, "lib/.next.js");
  await build({ entryPoints: [source], outfile, bundle: true, format: "esm", sourcemap: true });
  return { source, error: await loadError(outfile) };
}

test("a module that loads has no error, whatever it leaves running", async () => {
  const { error } = await load("export const any = setInterval(() => undefined, 1_000);");
  expect(error).toBeUndefined();
});

test("what a module throws is told with the line of the collections that it comes from", async () => {
  const { source, error } = await load(
    'const path: string = "a//b";\n\n  throw new Error(`not ${path}`);',
  );
  expect(error).toEqual({
    text: "not a//b",
    location: {
      file: relative("", source),
      line: 3,
      column: 8,
      lineText: "  throw new Error(`not ${path}`);",
    },
  });
});

test("a module that ends the process is told", async () => {
  const { error } = await load("process.exit(7);");
  expect(error).toEqual({ text: "Loading the functions ends their process." });
});
