import fc from "fast-check";
import { checkLimits } from "../values/document-limits.ts";
import { documentBytes } from "../values/document-size.ts";
import * as arbitrary from "../values/value.arbitrary.ts";
import { readChanges } from "./wire-changes.ts";
import { readFields, readValue, readWritten } from "./wire.ts";
import type { Value } from "../values/value.ts";

/** The violation of the one value, as `field: description`. */
function problemsOf(
  read: ReturnType<typeof readFields> | ReturnType<typeof readChanges>,
): string[] {
  return read.ok ? [] : read.violations.map(({ field, description }) => `${field}: ${description}`);
}

test("every value in its one form is read as it is", () => {
  fc.assert(
    fc.property(arbitrary.fields, (fields) => {
      expect(readFields(fields)).toEqual({ ok: true, value: fields });
    }),
  );
});

test("whatever JSON comes, the reader answers with a value or with a violation", () => {
  const json = fc.jsonValue({ noUnicodeString: false, maxDepth: 8 });
  const tagged = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: "small" },
      json,
      fc
        .tuple(
          fc.constantFrom(
            "$timestamp",
            "$map",
            "$vector",
            "$geoPoint",
            "$increment",
            "$x",
            "$delete",
          ),
          tie("any"),
        )
        .map(([tag, payload]) => ({ [tag]: payload })),
      fc.array(tie("any"), { maxLength: 3 }),
    ),
  })).any;
  fc.assert(
    fc.property(tagged, (sent) => {
      const read = readFields({ a: sent });
      // What was accepted is in its one form: reading it again changes nothing.
      if (read.ok) expect(readFields(read.value)).toEqual(read);
      else expect(read.violations[0].field).toMatch(/^a/);
    }),
  );
});

test.each<[unknown, Value]>([
  [{ $timestamp: "2026-11-22T12:00:00+02:00" }, { $timestamp: "2026-11-22T10:00:00.000000Z" }],
  [{ $int64: "5" }, 5],
  [{ $int64: "-9007199254740993" }, { $int64: "-9007199254740993" }],
  [{ $number: "-0" }, -0],
  [{ $map: [["a", 1]] }, { a: 1 }],
  [{ $map: [["@type", 1]] }, { "@type": 1 }],
  [{ $map: [["$a", { $map: [] }]] }, { $map: [["$a", {}]] }],
  [{ $vector: [1, { $number: "-0" }] }, { $vector: [1, -0] }],
  [
    { $a: 1, $b: 2 },
    { $a: 1, $b: 2 },
  ],
])("%j is the value %j", (sent, value) => {
  expect(readValue(sent)).toEqual({ ok: true, value });
});

test.each<[unknown, string]>([
  [{ $date: "2026" }, "$date is no tag"],
  [{ $double: 5 }, "$double is no tag"],
  [{ $: 5 }, "$ is no tag"],
  [{ $timestamp: "2026-11-22" }, "RFC 3339"],
  [{ $timestamp: 5 }, "RFC 3339"],
  [{ $geoPoint: { latitude: 91, longitude: 0 } }, "degrees"],
  [{ $geoPoint: { latitude: 1 } }, "degrees"],
  [{ $geoPoint: { latitude: 1, longitude: 0, altitude: 3 } }, "degrees"],
  [{ $bytes: "AA" }, "base64"],
  [{ $bytes: "AB==" }, "base64"],
  [{ $bytes: "_-8=" }, "base64"],
  [{ $bytes: "====" }, "base64"],
  [{ $reference: "users" }, "must name a document"],
  [{ $reference: "users/.." }, "can't be ids"],
  [{ $reference: 7 }, "path of a document"],
  [{ $number: "1" }, '"NaN"'],
  [{ $int64: 5 }, "as a string"],
  [{ $int64: "9223372036854775808" }, "as a string"],
  [{ $int64: "1.0" }, "as a string"],
  [{ $vector: [] }, "1 to 2048"],
  [{ $vector: Array(2049).fill(0) }, "1 to 2048"],
  [{ $vector: [{ $number: "NaN" }] }, "none of them NaN"],
  [{ $map: { a: 1 } }, "[name, value]"],
  [{ $map: [["a"]] }, "[name, value]"],
  [
    {
      $map: [
        ["a", 1],
        ["a", 2],
      ],
    },
    "no name twice",
  ],
  [{ $serverTimestamp: true }, "can't stand here"],
  [{ $delete: true }, "can't stand here"],
  [[[1]], "can't hold an array"],
  [[{ $vector: [1] }], "can't hold a vector"],
  ["\ud800", "lone surrogate"],
  [Number.NaN, "finite"],
  [undefined, "JSON"],
])("%j is refused: %s", (sent, problem) => {
  expect(problemsOf(readFields({ a: sent })).join()).toContain(problem);
});

describe("violations name the field path", () => {
  test.each<[object, string]>([
    [{ "US Gross": { $x: 1 } }, "`US Gross`"],
    [{ cast: [{}, { name: "\ud800" }] }, "cast[1].name"],
    [{ a: { $map: [["@type", [[]]]] } }, "a.`@type`[0]"],
    [{ a: { "": 1 } }, "a.``"],
    [{ a: { __x__: 1 } }, "a.__x__"],
    [JSON.parse('{"__proto__": {"admin": true}}') as object, "__proto__"],
    [{ a: 1, b: { $arrayUnion: [1] } }, "b"],
  ])("%j at %s", (sent, field) => {
    const read = readFields(sent);
    expect(read.ok ? undefined : read.violations.map((violation) => violation.field)).toEqual([
      field,
    ]);
  });

  test("and are no larger than need be", () => {
    const read = readFields({ ["a".repeat(100_000)]: 1 });
    expect(JSON.stringify(read).length).toBeLessThan(500);
    const many = readFields(
      Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`__${i}__`, 1])),
    );
    expect(problemsOf(many)).toHaveLength(20);
  });
});

describe("limits of Firestore", () => {
  const nest = (maps: number, leaf: unknown) => {
    let value = leaf;
    for (let i = 0; i < maps; i++) value = { a: value };
    return value;
  };

  test("maps and arrays nest 20 deep, whatever is in the innermost", () => {
    expect(readFields({ f: nest(20, 1) }).ok).toBe(true);
    expect(readFields({ f: nest(20, { $vector: [1] }) }).ok).toBe(true);
    expect(readFields({ f: nest(19, []) }).ok).toBe(true);
    expect(problemsOf(readFields({ f: nest(20, {}) })).join()).toContain("deeper than 20");
    expect(problemsOf(readFields({ f: nest(20, []) })).join()).toContain("deeper than 20");
    expect(problemsOf(readFields({ f: nest(5000, 1) })).join()).toContain("deeper than 20");
  });

  test("a field path has at most 1500 bytes, dots counted", () => {
    expect(readFields({ m: { ["a".repeat(1498)]: 1 } }).ok).toBe(true);
    expect(problemsOf(readFields({ m: { ["a".repeat(1499)]: 1 } })).join()).toContain("1500 bytes");
    expect(readFields({ m: [{ ["é".repeat(749)]: 1 }] }).ok).toBe(true);
    expect(problemsOf(readFields({ m: [{ ["é".repeat(750)]: 1 }] })).join()).toContain(
      "1500 bytes",
    );
  });

  test("a document has at most 1 MiB, its name and those of its fields counted", () => {
    const path = "movies/x";
    const spare = 1_048_576 - documentBytes(path, { a: "", text: "" });
    const half = "a".repeat(spare / 2);
    expect(readFields({ a: half, text: "a".repeat(spare - half.length) }, { path }).ok).toBe(true);
    const tooLarge = readFields({ a: half, text: "a".repeat(spare - half.length + 1) }, { path });
    expect(problemsOf(tooLarge).join()).toContain("1048576");
  });

  test("a string and bytes have at most 1,048,487 bytes", () => {
    expect(readValue("a".repeat(1_048_487)).ok).toBe(true);
    expect(readValue("a".repeat(1_048_488)).ok).toBe(false);
    expect(readValue("é".repeat(524_243)).ok).toBe(true);
    expect(readValue("é".repeat(524_244)).ok).toBe(false);
    const bytes = (length: number) => ({ $bytes: Buffer.alloc(length).toString("base64") });
    expect(readValue(bytes(1_048_487)).ok).toBe(true);
    expect(readValue(bytes(1_048_488)).ok).toBe(false);
  });

  test("automatic indexes hold at most 40,000 entries, exempt fields not counted", () => {
    expect(readFields({ a: Array(40_000).fill(1) }).ok).toBe(true);
    const sent = { a: Array(40_000).fill(1), b: 1 };
    expect(problemsOf(readFields(sent)).join()).toContain("40000 entries");
    expect(checkLimits({ path: "c/d", fields: sent, unindexed: [["a"]] })).toEqual([]);
  });
});

describe("a map that Firestore tags", () => {
  const entity: readonly (readonly [string, unknown])[] = [
    ["__name__", { $reference: "k/a" }],
    ["__type__", "__legacy_entity__"],
  ];
  const [name, type] = entity;

  test("is read as it was given, if Firestore takes it back", () => {
    const sent = { $map: [["v", { $map: [["a", 1]] }], type, name] };
    // In any order: it has one form.
    expect(readValue(sent)).toEqual({ ok: true, value: { $map: [...entity, ["v", { a: 1 }]] } });
    expect(readValue([sent])).toMatchObject({ ok: true });
  });

  test.each<[string, unknown]>([
    ["of another type", { $map: [["__type__", "__vector__"], name] }],
    ["without its name", { $map: [type] }],
    ["with a name that is no reference", { $map: [type, ["__name__", "k/a"]] }],
    ["with a reference to nowhere", { $map: [type, ["__name__", { $reference: "k" }]] }],
    ["with another reserved name", { $map: [...entity, ["__key__", 1]] }],
    ["without the escape", Object.fromEntries(entity)],
  ])("is refused %s", (_what, sent) => {
    expect(readValue(sent)).toMatchObject({ ok: false });
  });

  test("is no document", () => {
    expect(readFields({ $map: entity })).toMatchObject({ ok: false });
  });
});

describe("the fields of a document", () => {
  test("are never a tag", () => {
    expect(readFields({ $timestamp: 1 })).toEqual({ ok: true, value: { $timestamp: 1 } });
    expect(readFields({ $map: [] })).toEqual({ ok: true, value: { $map: [] } });
    expect(readFields({ $map: ["a"] })).toEqual({ ok: true, value: { $map: ["a"] } });
  });

  test("may come as entries, for names that the callable protocol can't carry", () => {
    const fields = { "@type": 1, b: 2 };
    expect(readFields({ $map: Object.entries(fields) })).toEqual({ ok: true, value: fields });
  });

  test.each([null, [], "a", 1, undefined])("are not %j", (sent) => {
    expect(readFields(sent).ok).toBe(false);
    expect(readChanges(sent).ok).toBe(false);
  });
});

describe("transforms", () => {
  const all = { transforms: true, deletes: true };

  test.each<Value>([
    { $serverTimestamp: true },
    { $increment: 1.5 },
    { $increment: { $int64: "9007199254740993" } },
    { $minimum: 1.5 },
    { $maximum: { $int64: "9007199254740993" } },
    { $arrayUnion: [1, { a: 2 }] },
    { $arrayRemove: [{ $timestamp: "2026-11-22T10:00:00.000000Z" }] },
    { $delete: true },
  ])("%j may stand where a value may", (transform) => {
    const fields = { a: transform, m: { b: transform } };
    expect(readWritten(fields, all)).toEqual({ ok: true, value: fields });
  });

  test.each<[unknown, string]>([
    [{ $serverTimestamp: false }, "must hold true"],
    [{ $increment: "1" }, "must hold a number"],
    [{ $increment: { $timestamp: "2026-11-22T10:00:00Z" } }, "must hold a number"],
    [{ $arrayUnion: 1 }, "must hold an array"],
    [{ $arrayUnion: [[1]] }, "can't hold an array"],
    [{ $arrayUnion: [{ $serverTimestamp: true }] }, "within an array"],
    [[{ a: { $serverTimestamp: true } }], "within an array"],
    [{ $delete: 1 }, "must hold true"],
  ])("%j is refused: %s", (sent, problem) => {
    expect(problemsOf(readWritten({ a: sent }, all)).join()).toContain(problem);
  });
});

describe("the changes of an update", () => {
  test("are field paths and values", () => {
    const read = readChanges({ "a.`US Gross`": 1, b: { $delete: true }, c: { $increment: 1 } });
    expect(read).toEqual({
      ok: true,
      value: [
        { path: ["a", "US Gross"], value: 1 },
        { path: ["b"], value: { $delete: true } },
        { path: ["c"], value: { $increment: 1 } },
      ],
    });
  });

  test.each<[object, string]>([
    [{ a: 1, "a.b": 2 }, "a.b: can't be written together with a"],
    [{ "a.b.c": 1, "a.b": 2, a2: 3 }, "a.b.c: can't be written together with a.b"],
    [{ a: 1, "`a`": 2 }, "a: is written twice"],
    [{ "US Gross": 1 }, "US Gross: is not a field path"],
    [{ __name__: 1 }, "__name__: a document's id"],
    [{ a: { b: { $delete: true } } }, "a.b: $delete can't stand here"],
    [{ "a.b": { $delete: 1 } }, "a.b: $delete"],
    [{ "a.b": [{ $x: 1 }] }, "a.b[0]: $x is no tag"],
    [{ [Array(21).fill("a").join(".")]: 1 }, "at most 20 names"],
    [{ [Array(20).fill("a").join(".")]: { a: {} } }, "deeper than 20"],
    [{ [`${"a".repeat(1000)}.b`]: { ["c".repeat(500)]: 1 } }, "1500 bytes"],
    [{ a: "a".repeat(600_000), b: "b".repeat(600_000) }, "1048576"],
  ])("%j is refused: %s", (sent, problem) => {
    expect(problemsOf(readChanges(sent)).join()).toContain(problem);
  });

  test("may lie side by side", () => {
    expect(readChanges({ "a.b": 1, "a.c": 2, ab: 3 }).ok).toBe(true);
  });
});
