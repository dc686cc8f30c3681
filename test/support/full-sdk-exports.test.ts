import { readFileSync } from "node:fs";
import * as firestore from "firebase/firestore";
import * as firestore13 from "firebase-13/firestore";

/** The tests in which the SDK itself goes through the gateway, and what they load into a browser. */
const TESTS = ["test/full-sdk.test.ts", "test/support/persistence-page.ts"];

/** It leads past the gateway, and two that are none of the SDK's documented functions. */
const NOT_CALLED = ["connectFirestoreEmulator", "ensureFirestoreConfigured", "executeWrite"];

const exported = new Set([firestore, firestore13].flatMap((sdk) => Object.keys(sdk)));
const functions = [...exported].filter((name) => /^[a-z]/.test(name));

test("each function that firebase/firestore exports is called through the gateway by a test", () => {
  const called = new Set(wordsIn(TESTS, /\b(\w+)\(/g));
  expect(functions.length).toBeGreaterThan(70);
  expect(functions.filter((name) => !called.has(name)).toSorted()).toEqual(NOT_CALLED);
});

test("each of them has its state in docs/sdk.md", () => {
  const text = readFileSync("docs/sdk.md", "utf8");
  const [, behind = ""] = text.split("\n## Functions of `firebase/firestore`\n");
  const [section = ""] = behind.split("\n## ");
  const documented = new Set(Array.from(section.matchAll(/`(\w+)`/g), ([, word = ""]) => word));
  expect(functions.filter((name) => !documented.has(name))).toEqual([]);
});

function wordsIn(files: readonly string[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    Array.from(readFileSync(file, "utf8").matchAll(pattern), ([, word = ""]) => word),
  );
}
