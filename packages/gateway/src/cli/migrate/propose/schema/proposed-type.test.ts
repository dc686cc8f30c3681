import fc from "fast-check";
import { checkReplace } from "../../../../schema/check/check-whole.ts";
import { documentSchema } from "../../../../schema/definition/document-schema.ts";
import { fields as fieldsArbitrary } from "../../../../values/value.arbitrary.ts";
import type { Fields } from "../../../../values/value.ts";
import { FieldShape } from "./field-shape.ts";
import { proposedDocument, type ProposedField } from "./proposed-type.ts";
import { documentTypeSchema } from "./type-schema.ts";
import { documentText } from "./type-text.ts";

function proposed(documents: readonly Fields[], rare = 0): readonly ProposedField[] {
  const shape = new FieldShape();
  for (const data of documents) shape.addFields(data);
  return proposedDocument(shape, { count: documents.length, rare });
}

const text = (documents: readonly Fields[], rare = 0) => documentText(proposed(documents, rare), 0);

const CONTEXT = { uid: null, now: "2026-01-01T00:00:00.000000Z" };

test("every document that the schema is made of fits it", () => {
  fc.assert(
    fc.property(fc.array(fieldsArbitrary, { minLength: 1, maxLength: 6 }), (documents) => {
      const schema = documentSchema(documentTypeSchema(proposed(documents)));
      for (const data of documents) {
        expect(checkReplace(schema, data, CONTEXT)).toMatchObject({ ok: true });
      }
    }),
  );
});

test("types, nullable and optional fields are as they were seen", () => {
  const documents: readonly Fields[] = [
    { n: 1, at: { $timestamp: "2026-01-01T00:00:00.000000Z" }, who: { $reference: "users/a" } },
    { n: 1.5, at: null, who: { $reference: "users/b" }, list: [1, "a"], "odd name": { x: true } },
  ];
  expect(text(documents)).toBe(`z.looseObject({
  n: z.number(),
  at: timestamp().nullable(),
  who: reference("users"),
  // in 50 % of those seen
  list: z.exactOptional(z.array(z.union([z.int(), z.string()]))),
  // in 50 % of those seen
  "odd name": z.exactOptional(z.looseObject({
    x: z.boolean(),
  })),
})`);
});

test("what is rare is left out", () => {
  const documents = Array.from({ length: 100 }, (_, index) => ({ n: index === 7 ? "7" : index }));
  expect(text(documents, 0.02)).toContain("n: z.int(),");
  expect(text(documents, 0)).toContain("n: z.union([z.int(), z.string()]),");
});

test("a few words that come again are a choice, what people write is none", () => {
  const documents = Array.from({ length: 40 }, (_, index) => ({
    state: index % 2 === 0 ? "open" : "closed",
    firstName: index % 2 === 0 ? "Ada" : "Bob",
    code: index % 2 === 0 ? "a@x.com" : "b@x.com",
  }));
  const schema = text(documents);
  expect(schema).toContain('state: z.enum(["closed", "open"]),');
  expect(schema).not.toMatch(/Ada|@x/);
});

test("a map by keys is a record, whose keys are not told", () => {
  const documents = Array.from({ length: 30 }, (_, index) => ({
    by: { [`u${String(index)}`]: 1 },
  }));
  expect(text(documents)).toContain("by: z.record(z.string(), z.int()),");
});
