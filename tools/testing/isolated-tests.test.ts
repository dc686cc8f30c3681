import { globSync, readFileSync } from "node:fs";

/** All test files run before one database, and in an order that changes with their sizes. */
const FILES = globSync("{functions/src,packages,tools,bench,test}/**/*.{test,suite}.ts", {
  exclude: ["**/node_modules/**"],
});
const BEFORE_EMULATORS = globSync("test/{*.test.ts,support/**/*.ts}");

/** The lines that match, with their files. */
function linesWith(pattern: RegExp, files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    const found = readFileSync(file, "utf8").matchAll(new RegExp(pattern, "g"));
    return Array.from(found, ([line]) => `${file}: ${line}`);
  });
}

test("no test looks at or changes what the gateway of the emulators keeps for itself: its own has a namespace", () => {
  const own = /rawFirestore\.(?:set|delete|list|clear)\(\s*["'`]_[a-z]+\b/;
  expect(linesWith(own, FILES)).toEqual([]);
  expect(FILES.length).toBeGreaterThan(500);
});

test("no test deletes all documents but of a project of its own", () => {
  const found = linesWith(/.*\/emulator\/v1\/.*/, BEFORE_EMULATORS);
  const files = new Set(found.map((line) => line.split(":")[0]));
  // The others delete one collection, and set rules.
  const known = ["same-answers.test.ts", "support/raw-firestore.ts", "support/rules-emulator.ts"];
  expect(files).toEqual(new Set(known.map((file) => `test/${file}`)));
});

test("no test draws at random but by fast-check or a seed, which are the same in each run", () => {
  expect(linesWith(/Math\.random\(\)|\brandomInt\(/, [...FILES, ...BEFORE_EMULATORS])).toEqual([]);
});
