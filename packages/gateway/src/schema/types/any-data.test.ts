import * as z from "zod";
import type { Value } from "../../values/value.ts";
import { readFields } from "../../wire/wire.ts";
import { readChanges } from "../../wire/wire-changes.ts";
import * as arbitrary from "../../values/value.arbitrary.ts";
import { anyData } from "./any-data.ts";
import { checkUpdate } from "../check/check-update.ts";
import { checkCreate } from "../check/check-whole.ts";
import { documentSchema } from "../definition/document-schema.ts";
import fc from "fast-check";

const CONTEXT = { uid: null, now: "2026-11-22T10:00:00.000000Z" };

test("every document is taken as it is", () => {
  const schema = documentSchema(anyData());
  fc.assert(
    fc.property(arbitrary.fields, (fields) => {
      const read = readFields(fields);
      const checked = read.ok && checkCreate(schema, read.value, CONTEXT);
      expect(checked && checked.ok && checked.value.update.fields).toEqual(fields);
    }),
  );
});

test("every update and transform is taken without a read", () => {
  const schema = documentSchema(anyData());
  const sent = {
    "a.b": { $increment: 1 },
    c: { $arrayUnion: [1] },
    d: { $delete: true },
    "e.f.g": [{}],
  };
  const read = readChanges(sent);
  const checked = read.ok && checkUpdate(schema, read.value, CONTEXT);
  expect(checked && checked.ok && checked.value.needsRead).toBe(false);
});

test("what is known can be held, the rest left open", () => {
  const schema = anyData().extend({ title: z.string() });
  const documents = documentSchema(schema);
  expect(checkCreate(documents, { title: "a", any: { thing: [1] } }, CONTEXT).ok).toBe(true);
  expect(checkCreate(documents, { title: 5 }, CONTEXT).ok).toBe(false);
  const film: z.infer<typeof schema> = { title: "a", year: 1997 };
  const title: string = film.title;
  const rest: Value | undefined = film["year"];
  expect([title, rest]).toEqual(["a", 1997]);
  // @ts-expect-error the title is a string
  film.title = 5;
});
