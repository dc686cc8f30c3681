import { readFileSync } from "node:fs";
import * as lite from "firebase/firestore/lite";

/** The tests in which the SDK itself goes through the gateway. */
const TESTS = ["test/lite-sdk.test.ts", "test/lite-values.test.ts"];

/** It leads past the gateway: `host` is set instead. */
const NOT_CALLED = ["connectFirestoreEmulator"];

const functions = Object.keys(lite).filter((name) => /^[a-z]/.test(name));

test("each function that firebase/firestore/lite exports is called through the gateway by a test", () => {
  const called = new Set(wordsIn(TESTS, /\b(\w+)\(/g));
  expect(functions.length).toBeGreaterThan(40);
  expect(functions.filter((name) => !called.has(name))).toEqual(NOT_CALLED);
});

test("each of them has its state in docs/sdk.md", () => {
  const documented = new Set(wordsIn(["docs/sdk.md"], /`(\w+)`/g));
  expect(functions.filter((name) => !documented.has(name))).toEqual([]);
});

function wordsIn(files: readonly string[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    Array.from(readFileSync(file, "utf8").matchAll(pattern), ([, word = ""]) => word),
  );
}
