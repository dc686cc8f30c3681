import { z } from "zod";
import type { Checked } from "../contract/checked.ts";
import type { Fields } from "../contract/value.ts";
import { readChanges } from "../contract/wire-changes.ts";
import { readFields } from "../contract/wire.ts";
import { anyData } from "./any-data.ts";
import { bytes } from "./bytes.ts";
import { checkSet } from "./check-set.ts";
import { checkUpdate } from "./check-update.ts";
import { checkCreate } from "./check-whole.ts";
import type { CheckedWrite } from "./checked-write.ts";
import { documentSchema } from "./document-schema.ts";
import { double, integer } from "./number.ts";
import { createdAt, createdBy, updatedAt, updatedBy } from "./server-managed.ts";
import { timestamp } from "./timestamp.ts";

const CONTEXT = { uid: "ada", now: "2026-11-22T10:00:00.000000Z" };
const NOW = { $timestamp: CONTEXT.now };

function valueOf<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(problemsOf(checked).join("\n"));
  return checked.value;
}

function problemsOf(checked: Checked<unknown>): string[] {
  return checked.ok ? [] : checked.violations.map((v) => `${v.field}: ${v.description}`);
}

const fields = (sent: object) => valueOf(readFields(sent, { transforms: true, deletes: true }));

function create(schema: z.ZodType, sent: object): Checked<CheckedWrite> {
  return checkCreate(documentSchema(schema), fields(sent), CONTEXT);
}

function update(schema: z.ZodType, sent: object): Checked<CheckedWrite> {
  return checkUpdate(documentSchema(schema), valueOf(readChanges(sent)), CONTEXT);
}

describe("create", () => {
  const film = z.strictObject({
    Title: z.string(),
    "US Gross": z.int().nullable(),
    seen: timestamp().optional(),
    tags: z.array(z.string()).default([]),
    views: z.number().min(0).default(0),
  });

  test("fills in defaults and takes a time as a text", () => {
    const write = valueOf(
      create(film, { Title: "A", "US Gross": null, seen: "2026-11-22T12:00:00+02:00" }),
    );
    expect(write.update).toEqual({
      fields: { Title: "A", "US Gross": null, seen: NOW, tags: [], views: 0 },
    });
    expect(write).toMatchObject({ needsRead: false, needsDocument: false });
  });

  test("names each field that is wrong, and says what it must be", () => {
    expect(
      problemsOf(create(film, { Title: 5, "US Gross": "1", tags: ["a", null], x: 1, seen: {} })),
    ).toEqual([
      "Title: must be a string, not a number",
      "`US Gross`: must be a number, not a string",
      expect.stringContaining("seen: must be a time"),
      "tags[1]: must be a string, not null",
      "x: is not a field of the schema: leave it out",
    ]);
    expect(problemsOf(create(film, { "US Gross": 1 }))).toEqual(["Title: is required"]);
  });

  test("settles transforms at once, but the server's time, and checks what they come to", () => {
    const sent = {
      Title: "A",
      "US Gross": 1,
      seen: { $serverTimestamp: true },
      tags: { $arrayUnion: ["a", "a"] },
      views: { $increment: 2 },
    };
    expect(valueOf(create(film, sent)).update).toEqual({
      fields: { Title: "A", "US Gross": 1, tags: ["a"], views: 2 },
      transforms: [{ field: ["seen"], transform: { kind: "serverTimestamp" } }],
    });
    expect(valueOf(create(film, sent)).onto(null)).toMatchObject({
      value: { document: { seen: NOW, views: 2 } },
    });
    expect(problemsOf(create(film, { ...sent, views: { $increment: -1 } }))).toEqual([
      "views: must be at least 0",
    ]);
    expect(problemsOf(create(film, { ...sent, Title: { $serverTimestamp: true } }))).toEqual([
      "Title: must be a string, not a timestamp",
    ]);
    expect(problemsOf(create(film, { ...sent, seen: { $delete: true } }))[0]).toContain(
      "nothing to delete",
    );
  });

  test("refuses fields that the schema does not know, where zod alone would drop them", () => {
    const schema = z.object({ a: z.object({ b: z.string() }) });
    expect(problemsOf(create(schema, { a: { b: "x", c: 1 }, d: 1 }))).toEqual([
      "a.c: is not a field of the schema: leave it out",
      "d: is not a field of the schema: leave it out",
    ]);
  });

  test("a tagged value is never taken for a map", () => {
    const schema = z.strictObject({
      record: z.record(z.string(), z.unknown()).optional(),
      loose: z.looseObject({}).optional(),
      strict: z.strictObject({}).optional(),
      either: z.union([timestamp(), z.record(z.string(), z.string())]).optional(),
    });
    expect(problemsOf(create(schema, { record: NOW }))[0]).toContain(
      "record: must be a map, not a timestamp",
    );
    expect(problemsOf(create(schema, { loose: { $bytes: "" } }))[0]).toContain(
      "loose: must be a map, not bytes",
    );
    expect(create(schema, { strict: NOW }).ok).toBe(false);
    expect(create(schema, { either: NOW }).ok).toBe(true);
    expect(create(schema, { either: { a: "x" } }).ok).toBe(true);
    expect(create(schema, { either: { $bytes: "" } }).ok).toBe(false);
  });

  test("a document's own field is a field, whatever its name", () => {
    expect(valueOf(create(anyData(), { $timestamp: 1 })).update).toEqual({
      fields: { $timestamp: 1 },
    });
    const declared = z.strictObject({ $price: double() });
    expect(valueOf(create(declared, { $price: 1 })).update).toEqual({
      fields: { $price: { $double: 1 } },
    });
  });
});

describe("Firestore's types", () => {
  test("a double is stored as one, and read as a number", () => {
    const schema = z.strictObject({ a: double(), b: z.array(double()) });
    const write = valueOf(create(schema, { a: 1, b: [2, 2.5, { $number: "NaN" }] }));
    expect(write.update.fields).toEqual({
      a: { $double: 1 },
      b: [{ $double: 2 }, 2.5, { $number: "NaN" }],
    });
    expect(valueOf(write.onto(null)).document).toEqual({ a: 1, b: [2, 2.5, { $number: "NaN" }] });
  });

  test("an integer may have 64 bits and bounds", () => {
    const schema = z.strictObject({ n: integer({ minimum: 0, maximum: 2 ** 60 }) });
    expect(create(schema, { n: { $int64: "1152921504606846976" } }).ok).toBe(true);
    expect(problemsOf(create(schema, { n: { $int64: "1152921504606846977" } }))[0]).toContain(
      "at most",
    );
    expect(create(schema, { n: 0.5 }).ok).toBe(false);
    expect(create(schema, { n: { $number: "NaN" } }).ok).toBe(false);
  });

  test("bytes are counted, not their text", () => {
    const schema = z.strictObject({ key: bytes({ maxBytes: 2 }) });
    expect(create(schema, { key: { $bytes: "AAA=" } }).ok).toBe(true);
    expect(create(schema, { key: { $bytes: "AAAA" } }).ok).toBe(false);
  });
});

describe("fields that the server manages", () => {
  const post = z.strictObject({
    text: z.string(),
    createdAt: createdAt(),
    createdBy: createdBy(),
    updatedAt: updatedAt(),
    updatedBy: updatedBy(),
  });
  const first = { $timestamp: "2020-01-01T00:00:00.000000Z" };
  const stored: Fields = {
    text: "a",
    createdAt: first,
    createdBy: "bob",
    updatedAt: first,
    updatedBy: "bob",
  };

  test("are set when the document is made", () => {
    const write = valueOf(create(post, { text: "a" }));
    expect(write.update).toEqual({
      fields: { text: "a", createdBy: "ada", updatedBy: "ada" },
      transforms: [
        { field: ["createdAt"], transform: { kind: "serverTimestamp" } },
        { field: ["updatedAt"], transform: { kind: "serverTimestamp" } },
      ],
    });
  });

  test("can't be written by a caller, neither whole nor in part", () => {
    expect(problemsOf(create(post, { text: "a", createdBy: "eve" }))[0]).toContain(
      "createdBy: is set by the server",
    );
    expect(problemsOf(update(post, { createdBy: "eve" }))[0]).toContain(
      "createdBy: is set by the server",
    );
    expect(problemsOf(update(post, { "updatedAt.x": 1 }))[0]).toContain(
      "updatedAt.x: is set by the server",
    );
    const merge = checkSet(documentSchema(post), { createdAt: first }, { ...CONTEXT, merge: true });
    expect(problemsOf(merge)[0]).toContain("createdAt: is set by the server");
  });

  test("are updated with every update, and those of the first write kept", () => {
    expect(valueOf(update(post, { text: "b" }))).toMatchObject({
      needsRead: false,
      update: {
        fields: { text: "b", updatedBy: "ada" },
        mask: [["text"], ["updatedBy"]],
        transforms: [{ field: ["updatedAt"], transform: { kind: "serverTimestamp" } }],
      },
    });
  });

  test("stay when a set replaces the document, which has to be read for it", () => {
    const write = valueOf(checkSet(documentSchema(post), { text: "b" }, CONTEXT));
    expect(write.needsRead).toBe(true);
    expect(valueOf(write.onto(stored)).document).toEqual({
      text: "b",
      createdAt: first,
      createdBy: "bob",
      updatedAt: NOW,
      updatedBy: "ada",
    });
    expect(valueOf(write.onto(null)).document).toMatchObject({ createdAt: NOW, createdBy: "ada" });
  });
});

describe("update", () => {
  const address = z.strictObject({ city: z.string(), zip: z.string().optional() });
  const person = z.strictObject({
    name: z.string().min(1),
    age: z.int().min(0),
    score: z.number(),
    ratio: double().optional(),
    address,
    second: address.optional(),
    tags: z.array(z.string().max(3)),
    few: z.array(z.string()).max(2),
    notes: z.record(z.string(), z.strictObject({ text: z.string(), at: timestamp() })),
    extra: z.looseObject({ known: z.string().optional() }),
    when: timestamp().nullable(),
    shape: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("circle"), radius: z.number() }),
      z.strictObject({ kind: z.literal("square"), side: z.number() }),
    ]),
  });

  test.each<[object, Partial<CheckedWrite["update"]>]>([
    [{ name: "b" }, { fields: { name: "b" }, mask: [["name"]] }],
    [{ "address.zip": { $delete: true } }, { fields: {}, mask: [["address", "zip"]] }],
    [
      { "notes.x": { text: "t", at: CONTEXT.now } },
      { fields: { notes: { x: { text: "t", at: NOW } } }, mask: [["notes", "x"]] },
    ],
    [
      { "extra.any.thing": [1] },
      { fields: { extra: { any: { thing: [1] } } }, mask: [["extra", "any", "thing"]] },
    ],
    [{ "notes.x": { $delete: true } }, { fields: {}, mask: [["notes", "x"]] }],
    [{ "second.city": "x" }, { fields: { second: { city: "x" } }, mask: [["second", "city"]] }],
    [
      { score: { $increment: 0.5 } },
      {
        fields: {},
        mask: [],
        transforms: [{ field: ["score"], transform: { kind: "increment", by: 0.5 } }],
      },
    ],
    [
      { ratio: { $increment: 1 } },
      {
        fields: {},
        mask: [],
        transforms: [{ field: ["ratio"], transform: { kind: "increment", by: { $double: 1 } } }],
      },
    ],
    [
      { tags: { $arrayUnion: ["abc"] } },
      {
        fields: {},
        mask: [],
        transforms: [{ field: ["tags"], transform: { kind: "arrayUnion", values: ["abc"] } }],
      },
    ],
    [
      { when: { $serverTimestamp: true } },
      {
        fields: {},
        mask: [],
        transforms: [{ field: ["when"], transform: { kind: "serverTimestamp" } }],
      },
    ],
    [
      { "notes.x": { text: "t", at: { $serverTimestamp: true } } },
      {
        fields: { notes: { x: { text: "t" } } },
        mask: [["notes", "x"]],
        transforms: [{ field: ["notes", "x", "at"], transform: { kind: "serverTimestamp" } }],
      },
    ],
  ])("%j is checked without a read", (sent, expected) => {
    expect(valueOf(update(person, sent))).toMatchObject({
      needsRead: false,
      needsDocument: true,
      update: expected,
    });
  });

  test.each<[object, string]>([
    [{ nick: 1 }, "nick: is not a field"],
    [{ "address.street": 1 }, "address.street: is not a field"],
    [{ "name.first": 1 }, "name.first: there is no map at name"],
    [{ "tags.`0`": "a" }, "tags.`0`: there is no map at tags"],
    [{ "address.city": 5 }, "address.city: must be a string"],
    [{ address: { zip: "1" } }, "address.city: is required"],
    [{ name: "" }, "name: must have at least 1 characters"],
    [{ name: { $delete: true } }, "name: is required: it can't be deleted"],
    [{ "notes.x.text": 5 }, "notes.x.text: must be a string"],
    [{ "extra.known": 5 }, "extra.known: must be a string"],
    [{ name: { $increment: 1 } }, "name: is no number"],
    [{ age: { $increment: 0.5 } }, "age: must stay an integer"],
    [{ score: { $increment: { $number: "NaN" } } }, "score: must be a number, not NaN"],
    [{ tags: { $arrayUnion: ["long", 5] } }, "tags[0]: must have at most 3 characters"],
    [{ name: { $arrayUnion: ["a"] } }, "name: is no array"],
    [{ name: { $serverTimestamp: true } }, "name: must be a string, not a timestamp"],
    [
      { "notes.x": { text: { $serverTimestamp: true }, at: CONTEXT.now } },
      "notes.x.text: must be a string",
    ],
  ])("%j is refused: %s", (sent, problem) => {
    expect(problemsOf(update(person, sent)).join()).toContain(problem);
  });

  const stored = valueOf(
    valueOf(
      create(person, {
        name: "a",
        age: 1,
        score: 1,
        address: { city: "c" },
        tags: [],
        few: ["a"],
        notes: { x: { text: "t", at: CONTEXT.now } },
        extra: {},
        when: null,
        shape: { kind: "circle", radius: 1 },
      }),
    ).onto(null),
  ).document;

  test.each<[object, string]>([
    [{ age: { $increment: -2 } }, "age: must be at least 0"],
    [{ few: { $arrayUnion: ["b", "c"] } }, "few: must have at most 2 elements"],
    [{ "notes.y.text": "t" }, "notes.y.at: is required"],
    [{ "second.zip": "1" }, "second.city: is required"],
    [{ "shape.side": 1 }, "shape.side: is not a field"],
  ])("%j is checked with what is stored: %s", (sent, problem) => {
    const write = valueOf(update(person, sent));
    expect(write.needsRead).toBe(true);
    expect(problemsOf(write.onto(stored)).join()).toContain(problem);
  });

  test.each<[object, object]>([
    [{ age: { $increment: -1 } }, { age: 0 }],
    [{ few: { $arrayUnion: ["a", "b"] } }, { few: ["a", "b"] }],
    [{ "notes.x.text": "u" }, { notes: { x: { text: "u", at: NOW } } }],
    [{ "shape.radius": 2 }, { shape: { kind: "circle", radius: 2 } }],
  ])("%j is valid on what is stored", (sent, expected) => {
    const write = valueOf(update(person, sent));
    expect(write.needsRead).toBe(true);
    expect(valueOf(write.onto(stored)).document).toMatchObject(expected);
  });

  test("what is missing of a map that may be missing can come with the same update", () => {
    expect(valueOf(update(person, { "second.zip": "1", "second.city": "x" })).needsRead).toBe(
      false,
    );
  });

  test("what only the whole document could tell is stored as the schema makes it", () => {
    const schema = z.strictObject({
      of: z.union([
        z.strictObject({ at: timestamp(), n: z.int() }),
        z.strictObject({ at: z.int() }),
      ]),
    });
    const write = valueOf(update(schema, { "of.at": CONTEXT.now, "of.n": { $increment: 1 } }));
    const { update: sent } = valueOf(write.onto({ of: { at: NOW, n: 1 } }));
    expect(sent.fields).toEqual({ of: { at: NOW } });
  });

  test("refinements of the document, or of a map on the way, are checked on the result", () => {
    const span = z
      .strictObject({ from: z.int(), to: z.int() })
      .refine((s) => s.from <= s.to, "must not end before it starts");
    const schema = z.strictObject({ name: z.string(), span });
    expect(valueOf(update(schema, { name: "b" })).needsRead).toBe(false);
    expect(valueOf(update(schema, { span: { from: 1, to: 2 } })).needsRead).toBe(false);
    expect(problemsOf(update(schema, { span: { from: 2, to: 1 } }))).toEqual([
      "span: must not end before it starts",
    ]);
    const write = valueOf(update(schema, { "span.to": 0 }));
    expect(write.needsRead).toBe(true);
    expect(problemsOf(write.onto({ name: "a", span: { from: 1, to: 2 } }))).toEqual([
      "span: must not end before it starts",
    ]);
    expect(write.onto({ name: "a", span: { from: 0, to: 2 } }).ok).toBe(true);
    const whole = schema.superRefine(({ name }, context) => {
      if (name === "root")
        context.addIssue({ code: "custom", message: "is taken", path: ["name"] });
    });
    expect(
      problemsOf(
        valueOf(update(whole, { name: "root" })).onto({ name: "a", span: { from: 0, to: 0 } }),
      ),
    ).toEqual(["name: is taken"]);
  });

  test("documents may be one of several kinds, told by what is stored", () => {
    const either = z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("a"), n: z.int() }),
      z.strictObject({ kind: z.literal("b"), s: z.string() }),
    ]);
    expect(problemsOf(create(either, { kind: "c" }))).toEqual(['kind: must be one of "a", "b"']);
    const write = valueOf(update(either, { n: 1 }));
    expect(write.onto({ kind: "a", n: 0 }).ok).toBe(true);
    expect(write.onto({ kind: "b", s: "" }).ok).toBe(false);
  });

  test("recursive schemas are followed as deep as the path goes", () => {
    const node = z.strictObject({
      name: z.string(),
      get children() {
        return z.record(z.string(), node).optional();
      },
    });
    expect(problemsOf(update(node, { "children.a.children.b.name": 5 }))[0]).toContain(
      "children.a.children.b.name: must be a string",
    );
    expect(create(node, { name: "a", children: { b: { name: "b", children: {} } } }).ok).toBe(true);
    expect(
      problemsOf(create(node, { name: "a", children: { b: { name: "b", children: { c: {} } } } })),
    ).toEqual(["children.b.children.c.name: is required"]);
  });
});

describe("set with merge", () => {
  const schema = documentSchema(
    z.strictObject({
      name: z.string(),
      m: z.strictObject({ a: z.int().optional(), b: z.int().optional() }).optional(),
    }),
  );
  const set = (sent: object, merge: true | string[][]) =>
    checkSet(schema, fields(sent), { ...CONTEXT, merge });

  test("writes the values in the data, maps entered, where there is a document", () => {
    const write = valueOf(set({ m: { a: 1, b: { $delete: true } } }, true));
    expect(write).toMatchObject({ needsRead: false, needsDocument: true });
    expect(write.update).toEqual({
      fields: { m: { a: 1 } },
      mask: [
        ["m", "a"],
        ["m", "b"],
      ],
    });
    expect(valueOf(write.onto({ name: "x", m: { b: 2 } })).document).toEqual({
      name: "x",
      m: { a: 1 },
    });
  });

  test("must be a whole document where there is none", () => {
    expect(problemsOf(valueOf(set({ m: { a: 1 } }, true)).onto(null))).toEqual([
      "name: is required",
    ]);
    const whole = valueOf(set({ name: "x", m: { a: 1 } }, true));
    expect(whole).toMatchObject({ needsRead: false, needsDocument: false });
    expect(valueOf(whole.onto(null)).document).toEqual({ name: "x", m: { a: 1 } });
  });

  test("with a list writes its field paths alone", () => {
    const write = valueOf(set({ name: "x", m: { a: 1, b: 2 } }, [["m", "a"], ["name"]]));
    expect(write.update).toEqual({
      fields: { m: { a: 1 }, name: "x" },
      mask: [["m", "a"], ["name"]],
    });
    expect(problemsOf(set({ name: "x" }, [["m"]]))[0]).toContain(
      "m: is to be merged, but is not in the data",
    );
    expect(problemsOf(set({ name: "x", m: { a: 1 } }, [["m"], ["m", "a"]]))[0]).toContain(
      "m.a: can't be written together",
    );
  });

  test("needs a read where a new document would get defaults", () => {
    const withDefault = documentSchema(z.strictObject({ a: z.int(), b: z.int().default(7) }));
    const write = valueOf(checkSet(withDefault, { a: 1 }, { ...CONTEXT, merge: true }));
    expect(write).toMatchObject({ needsRead: true, needsDocument: false });
    expect(valueOf(write.onto(null)).update).toEqual({ fields: { a: 1, b: 7 } });
    expect(valueOf(write.onto({ a: 0, b: 1 })).update).toEqual({ fields: { a: 1 }, mask: [["a"]] });
    expect(
      valueOf(checkSet(withDefault, { a: 1, b: 2 }, { ...CONTEXT, merge: true })).needsRead,
    ).toBe(false);
  });
});
