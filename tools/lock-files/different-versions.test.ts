import { differentVersions, type LockFile } from "./different-versions.ts";

function lockFile(versions: Readonly<Record<string, string>>): LockFile {
  const entries = Object.entries(versions).map(([folder, version]) => [folder, { version }]);
  return { packages: Object.fromEntries(entries) as LockFile["packages"] };
}

test("one version everywhere is no finding, whatever other packages have for themselves", () => {
  const root = lockFile({
    "node_modules/zod": "4.6.7",
    "packages/gateway/node_modules/zod": "4.6.7",
    "node_modules/tool/node_modules/zod": "3.1.0",
    "node_modules/@scope/zod": "1.0.0",
  });
  const functions = lockFile({ "node_modules/zod": "4.6.7" });
  expect(differentVersions({ root, functions }, ["zod"])).toEqual([]);
});

test("another version in another lock file is named, with both places", () => {
  const root = lockFile({ "node_modules/zod": "4.6.7" });
  const functions = lockFile({ "node_modules/zod": "4.6.8" });
  expect(differentVersions({ root, functions }, ["zod"])).toEqual([
    "zod is not one version: 4.6.7 in root (node_modules/zod), 4.6.8 in functions (node_modules/zod).",
  ]);
});

test("a package's own copy of another version is found", () => {
  const root = lockFile({
    "node_modules/zod": "4.6.7",
    "packages/gateway/node_modules/zod": "4.5.0",
  });
  expect(differentVersions({ root }, ["zod"])).toEqual([
    expect.stringContaining("4.5.0 in root (packages/gateway/node_modules/zod)"),
  ]);
});

test("a lock file without the package is no finding, but that none has it is one", () => {
  const root = lockFile({ "node_modules/zod": "4.6.7" });
  const functions = lockFile({ "node_modules/jose": "6.2.18" });
  expect(differentVersions({ root, functions }, ["zod"])).toEqual([]);
  expect(differentVersions({ functions }, ["zod"])).toEqual(["zod is in no lock file."]);
});
