import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { npmPack } from "../tools/pack/npm-pack.ts";
import { packPackage } from "../tools/pack/pack-package.ts";
import { sourcePackages } from "../tools/pack/source-package.ts";

const packages = sourcePackages().map((source) => [source.manifest.name, source] as const);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(resolve(".cache/packages-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What publint and Are The Types Wrong print; both are modules alone, which Jest can't load. */
function findings(tarball: string): string {
  const lint = ["tools/lint-tarballs.ts", tarball];
  const { stdout, stderr } = spawnSync(process.execPath, lint, { encoding: "utf8" });
  return stdout + stderr;
}

test.each(packages)("%s as it is packed can be imported, with its types", async (_name, source) => {
  const tarball = await packPackage(source, folder);
  expect(findings(tarball)).toBe("");
  const contents = readdirSync(join(folder, basename(source.folder)));
  expect(contents.toSorted()).toEqual(["LICENSE", "README.md", "lib", "package.json"]);
});

test.each(packages)("a mistake in what %s offers would be found", async (_name, source) => {
  await packPackage(source, folder);
  const packed = join(folder, basename(source.folder));
  const file = join(packed, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const exports = { ".": { types: "./lib/none.d.ts", default: "./lib/index.js" } };
  writeFileSync(file, JSON.stringify({ ...manifest, exports }));
  const found = findings(npmPack(packed));
  expect(found).toContain("publint: ");
  expect(found).toContain("attw: ");
});
