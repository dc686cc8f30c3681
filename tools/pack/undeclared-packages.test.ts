import { undeclaredPackages } from "./undeclared-packages.ts";

const manifest = {
  name: "a",
  version: "1.0.0",
  exports: {},
  dependencies: { zod: "1.0.0" },
  peerDependencies: { "@scope/peer": "1.0.0" },
};

test("what an install brings, and what Node.js has, is declared", () => {
  const imported = ["zod", "zod/v4", "@scope/peer/sub/path", "node:fs", "fs/promises"];
  expect(undeclaredPackages(imported, manifest)).toEqual([]);
});

test("any other package is named once, without its path", () => {
  const imported = ["undici", "@scope/other/sub", "undici/types", "zodiac"];
  expect(undeclaredPackages(imported, manifest)).toEqual(["@scope/other", "undici", "zodiac"]);
});
