import type { Fields } from "../values/value.ts";
import { decodeFields, encodeFields } from "../documents/codec.ts";
import type { JsonFields } from "../documents/firestore-json.ts";
import { memoryBytes } from "./memory-bytes.ts";

/** Node gives it to who asks with --expose-gc. */
const { gc: collectGarbage } = globalThis as unknown as { readonly gc: () => void };

function heapBytes(): number {
  // What describes objects goes only after the objects have gone.
  for (let i = 0; i < 3; i += 1) collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The fields as they come from Firestore: V8 keeps what is built in another way otherwise. */
function asRead(fields: Fields): Fields {
  return decodeFields(JSON.parse(JSON.stringify(encodeFields(fields, ROOT))) as JsonFields, ROOT);
}

const ROOT = "projects/p/databases/(default)/documents/";

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const named = (names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, true]));

const SHAPES: readonly (readonly [string, (i: number) => Fields])[] = [
  ["small documents", (i) => ({ title: `a title of number ${String(i)}`, year: i, rating: 7.5 })],
  ["long texts", (i) => ({ text: "lorem ipsum ".repeat(40) + String(i) })],
  ["texts of wide characters", (i) => ({ text: "漢字".repeat(200) + String(i) })],
  ["one wide character in a text", (i) => ({ text: `${"a".repeat(500)}😀${String(i)}` })],
  ["lists of doubles", (i) => ({ list: range(500).map((n) => n + i + 0.5) })],
  ["lists of nothing", () => ({ list: range(500).map(() => null) })],
  ["lists of texts", (i) => ({ list: range(200).map((n) => `tag ${String(n)} of ${String(i)}`) })],
  ["lists of maps", (i) => ({ list: range(99).map((n) => ({ n, m: { i, s: `${String(n)}!` } })) })],
  ["lists of empty maps", () => ({ list: range(200).map(() => ({})) })],
  ["few names of their own", (i) => named(range(10).map((n) => `${String(i)}_${String(n)}`))],
  ["some names of their own", (i) => named(range(30).map((n) => `${String(i)}_${String(n)}`))],
  ["many names of their own", (i) => named(range(900).map((n) => `${String(i)}_${String(n)}`))],
];

/** How many bytes values of a shape are said to take, and how many they do. */
function measure(make: (i: number) => Fields) {
  const count = Math.ceil(4_000_000 / memoryBytes(make(0)));
  const kept: unknown[] = [];
  const before = heapBytes();
  let said = 0;
  for (let i = 0; i < count; i += 1) {
    const value = asRead(make(i));
    said += memoryBytes(value);
    kept.push(value);
  }
  const taken = heapBytes() - before;
  return { said, taken: kept.length === count ? taken : Infinity };
}

// A process of its own has no other garbage to collect.
process.stdout.write(JSON.stringify(SHAPES.map(([name, make]) => ({ name, ...measure(make) }))));
