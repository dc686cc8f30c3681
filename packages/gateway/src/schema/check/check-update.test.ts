import * as z from "zod";
import { CONTEXT, create, NOW, problemsOf, update, valueOf } from "./checked-write.fixture.ts";
import type { CheckedWrite } from "./checked-write.ts";
import { double } from "../types/number.ts";
import { timestamp } from "../types/timestamp.ts";

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
    [{ name: "" }, "name: must have at least 1 character"],
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

  test.each<[object, readonly (readonly string[])[]]>([
    [{ age: { $increment: -1 }, name: "b" }, [["age"]]],
    [
      { "notes.x.text": "u", "notes.y.text": "u" },
      [
        ["notes", "x"],
        ["notes", "y"],
      ],
    ],
    [{ "shape.radius": 2 }, [["shape"]]],
  ])("of %j, what is stored elsewhere is not looked at", (sent, dependsOn) => {
    const write = valueOf(update(person, sent));
    expect(write.dependsOn).toEqual(dependsOn);
    const kept = new Set(dependsOn.map(([name]) => name));
    const invalid = Object.fromEntries(
      Object.entries(stored).map(([name, value]) => [name, kept.has(name) ? value : false]),
    );
    // Only what is not there yet is then required.
    const problems = problemsOf(write.onto({ ...invalid }));
    expect(problems).toEqual(problemsOf(write.onto(stored)));
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
