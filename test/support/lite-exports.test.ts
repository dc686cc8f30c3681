import { readFileSync } from "node:fs";
import * as lite from "firebase/firestore/lite";
import { sectionOf } from "./section-of.ts";

/** The tests in which the SDK itself goes through the gateway. */
const TESTS = ["test/lite-sdk.test.ts", "test/lite-values.test.ts"];

/** It leads past the gateway: `host` is set instead. */
const NOT_CALLED = ["connectFirestoreEmulator"];

const exported = Object.keys(lite);

test("each function that firebase/firestore/lite exports is called through the gateway by a test", () => {
  const functions = exported.filter((name) => /^[a-z]/.test(name));
  const called = wordsIn(TESTS.map((file) => readFileSync(file, "utf8")).join("\n"), /\b(\w+)\(/g);
  expect(functions.length).toBeGreaterThan(40);
  expect(functions.filter((name) => !called.has(name))).toEqual(NOT_CALLED);
});

test("each of its exports has its state in docs/sdk.md", () => {
  const section = sectionOf("docs/sdk.md", "What `firebase/firestore/lite` exports");
  const documented = wordsIn(section, /`(\w+)`/g);
  expect(exported.length).toBeGreaterThan(60);
  expect(exported.filter((name) => !documented.has(name))).toEqual([]);
});

function wordsIn(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(pattern), ([, word = ""]) => word));
}
