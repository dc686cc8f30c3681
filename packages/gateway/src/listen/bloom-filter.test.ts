import fc from "fast-check";
import { isUsable, mayContain } from "./bloom-filter.ts";
import { bloomFilterOf } from "./bloom-filter.fixture.ts";

const NAME = "projects/project-1/databases/database-1/documents/coll/doc";

test("a filter that Firestore's own clients are tested with holds what they say it holds", () => {
  const filter = { bitmap: Buffer.from("RswZ", "base64"), padding: 1, hashCount: 16 };
  expect(mayContain(filter, `${NAME}0`)).toBe(true);
  expect(mayContain(filter, `${NAME}1`)).toBe(false);
  const smaller = { bitmap: Buffer.from("mwE=", "base64"), padding: 5, hashCount: 8 };
  expect(mayContain(smaller, `${NAME}0`)).toBe(true);
  expect(mayContain(smaller, `${NAME}1`)).toBe(false);
});

test("a filter holds every text that it was made of", () => {
  const property = fc.property(
    fc.array(fc.string({ unit: "binary" }), { minLength: 1 }),
    (texts) => {
      const filter = bloomFilterOf(texts);
      expect(texts.every((text) => mayContain(filter, text))).toBe(true);
    },
  );
  fc.assert(property);
});

test("a filter without bits says nothing", () => {
  expect(isUsable({ bitmap: new Uint8Array(0), padding: 0, hashCount: 0 })).toBe(false);
  expect(isUsable({ bitmap: new Uint8Array(1), padding: 8, hashCount: 1 })).toBe(false);
  expect(isUsable({ bitmap: new Uint8Array(1), padding: 0, hashCount: 0 })).toBe(false);
  expect(isUsable({ bitmap: new Uint8Array(1), padding: 7, hashCount: 1 })).toBe(true);
});
