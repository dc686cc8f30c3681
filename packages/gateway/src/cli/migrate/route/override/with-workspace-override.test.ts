import { withWorkspaceOverride } from "./with-workspace-override.ts";

const OVERRIDE = { name: "@a/b", spec: "file:b.tgz" };
const ENTRY = '"@a/b": "file:b.tgz"';

test.each([
  ["none", "", `overrides:\n  ${ENTRY}\n`],
  [
    "one of packages",
    "packages:\r\n  - apps/*",
    `packages:\r\n  - apps/*\r\noverrides:\r\n  ${ENTRY}\r\n`,
  ],
  [
    "one with overrides",
    "overrides: # ours\n    c: 1.0.0 # why\npackages: []\n",
    `overrides: # ours\n    ${ENTRY}\n    c: 1.0.0 # why\npackages: []\n`,
  ],
  ["one with another", `overrides:\n  '@a/b': 1.0.0\n`, `overrides:\n  ${ENTRY}\n`],
  ["one with overrides in a line", "overrides: { c: 1.0.0 }\n", undefined],
])("of %s the override is added, and all else is as it was", (_, before, after) => {
  expect(withWorkspaceOverride(before, OVERRIDE)).toBe(after);
  if (after !== undefined) expect(withWorkspaceOverride(after, OVERRIDE)).toBe(after);
});
