import fc from "fast-check";
import * as z from "zod";
import { applyUpdate } from "../../values/apply-update.ts";
import { valueAt } from "../../values/select.ts";
import type { Fields, Value } from "../../values/value.ts";
import { readChanges } from "../../wire/wire-changes.ts";
import { checkUpdate } from "./check-update.ts";
import { checkCreate } from "./check-whole.ts";
import { documentSchema } from "../definition/document-schema.ts";
import { double, integer } from "../types/number.ts";
import { transformOf } from "./resolve-transforms.ts";
import { timestamp } from "../types/timestamp.ts";
import { validate } from "./validate.ts";

const NOW = "2026-11-22T10:00:00.000000Z";
const CONTEXT = { uid: null, now: NOW };

/** One of each kind of thing that a field path can lead to, or through. */
const schema = documentSchema(
  z.strictObject({
    text: z.string().max(2),
    int: z.int(),
    bounded: integer({ minimum: 0, maximum: 2 }),
    double: double().optional(),
    when: timestamp().nullable(),
    list: z.array(z.int()),
    short: z.array(z.string()).max(1),
    map: z.strictObject({ a: z.int(), b: z.string().optional() }),
    maybe: z.strictObject({ a: z.int(), b: z.string().optional() }).optional(),
    span: z.strictObject({ a: z.int(), b: z.int() }).refine(({ a, b }) => a <= b),
    record: z.record(z.string(), z.strictObject({ a: z.int() })),
    loose: z.looseObject({ a: z.int().optional() }),
    either: z.union([z.int(), z.strictObject({ a: z.int() }), z.strictObject({ b: z.string() })]),
    any: z.unknown(),
  }),
);

const int = fc.integer({ min: 0, max: 3 });
const text = fc.constantFrom("", "a", "long");
const small = { maxLength: 2 };

const scalar: fc.Arbitrary<unknown> = fc.oneof(
  int,
  text,
  fc.constantFrom(null, 0.5, true, { $timestamp: NOW }, { $number: "NaN" }),
);

const anything: fc.Arbitrary<unknown> = fc.oneof(
  scalar,
  fc.array(scalar, small),
  fc.dictionary(fc.constantFrom("a", "b", "c"), scalar, { noNullPrototype: true }),
);

const transform: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(1, 0.5, -1).map(($increment) => ({ $increment })),
  fc.array(scalar, small).map(($arrayUnion) => ({ $arrayUnion })),
  fc.constantFrom({ $serverTimestamp: true }, { $delete: true }),
);

const path = fc
  .tuple(
    fc.constantFrom(...Object.keys((schema.declared as z.ZodObject).shape), "unknown"),
    fc.array(fc.constantFrom("a", "b", "c"), small),
  )
  .map(([name, rest]) => [name, ...rest].join("."));

const changes = fc
  .dictionary(path, fc.oneof(anything, transform), {
    minKeys: 1,
    maxKeys: 2,
    noNullPrototype: true,
  })
  .map(readChanges)
  .filter((read) => read.ok)
  .map((read) => read.value);

const document: fc.Arbitrary<Fields> = fc
  .record(
    {
      text: fc.constantFrom("", "ab"),
      int,
      bounded: fc.constantFrom(0, 1, 2),
      double: int,
      when: fc.constantFrom(null, { $timestamp: NOW }),
      list: fc.array(int, small),
      short: fc.array(text, { maxLength: 1 }),
      map: fc.record({ a: int, b: text }, { requiredKeys: ["a"], noNullPrototype: true }),
      maybe: fc.record({ a: int, b: text }, { requiredKeys: ["a"], noNullPrototype: true }),
      span: fc.constantFrom({ a: 0, b: 1 }, { a: 1, b: 1 }),
      record: fc.dictionary(
        fc.constantFrom("a", "b"),
        fc.record({ a: int }, { noNullPrototype: true }),
        {
          noNullPrototype: true,
        },
      ),
      loose: fc.record({ a: int, c: scalar }, { requiredKeys: [], noNullPrototype: true }),
      either: fc.oneof(int, fc.record({ a: int }), fc.record({ b: text })),
      any: anything,
    },
    {
      requiredKeys: [
        "text",
        "int",
        "bounded",
        "when",
        "list",
        "short",
        "map",
        "span",
        "record",
        "loose",
        "either",
        "any",
      ],
      noNullPrototype: true,
    },
  )
  .map((fields) => fields as Fields);

function isValid(fields: Fields): boolean {
  return "value" in validate(schema.hardened, fields);
}

test("the documents that these properties start from are valid", () => {
  fc.assert(fc.property(document, (fields) => checkCreate(schema, fields, CONTEXT).ok));
});

test("an update that is accepted leaves a valid document; without a read, whatever is stored", () => {
  fc.assert(
    fc.property(document, changes, (stored, asked) => {
      const write = checkUpdate(schema, asked, CONTEXT);
      if (!write.ok) return;
      const result = write.value.onto(stored);
      if (!write.value.needsRead) expect(result.ok).toBe(true);
      if (result.ok) expect(isValid(result.value.document)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("an update that is refused would leave a document that is not valid", () => {
  fc.assert(
    fc.property(document, changes, (stored, asked) => {
      const write = checkUpdate(schema, asked, CONTEXT);
      if (write.ok && write.value.onto(stored).ok) return;
      // Deleting nothing can be refused, and does no harm.
      fc.pre(
        asked.every(({ path: at, value }) => !isDelete(value) || valueAt(stored, at) !== undefined),
      );
      expect(isValid(applied(stored, asked))).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

/** What the changes make of the document, if nobody checks. */
function applied(
  stored: Fields,
  asked: readonly { path: readonly string[]; value: Value }[],
): Fields {
  return asked.reduce<Fields>((fields, { path: field, value }) => {
    const applying = transformOf(value);
    const set = isDelete(value) ? {} : nested(field, value);
    const update =
      applying === undefined
        ? { fields: set, mask: [field] }
        : { fields: {}, mask: [], transforms: [{ field, transform: applying }] };
    return applyUpdate(fields, update, NOW);
  }, stored);
}

function isDelete(value: Value): boolean {
  return typeof value === "object" && value !== null && "$delete" in value;
}

function nested([name, ...rest]: readonly string[], value: Value): Fields {
  return { [name as string]: rest.length === 0 ? value : nested(rest, value) };
}
