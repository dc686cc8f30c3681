import * as z from "zod";
import { anyData } from "../types/any-data.ts";
import { create, NOW, problemsOf, valueOf } from "./checked-write.fixture.ts";
import { double } from "../types/number.ts";
import { timestamp } from "../types/timestamp.ts";

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
