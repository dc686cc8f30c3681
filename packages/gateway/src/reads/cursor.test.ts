import { randomBytes } from "node:crypto";
import fc from "fast-check";
import type { Query } from "../query/query.ts";
import { SEAL_IV_BYTES } from "../sealed.ts";
import { openCursor, sealCursor } from "./cursor.ts";

const key = randomBytes(32);
const query: Query = {
  collection: "movies",
  where: { field: ["Director"], op: "==", value: "Ada" },
  orderBy: [{ field: ["__name__"], direction: "asc" }],
  limit: 10,
};
const seal = (values = [{ $reference: "movies/1" }]) =>
  sealCursor(key, randomBytes(SEAL_IV_BYTES), { query, values });
const INVALID = expect.objectContaining({ reason: "INVALID_CURSOR" });

describe("cursor", () => {
  test("opens to the values that were sealed", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const sent = JSON.parse(JSON.stringify(values)) as never[];
        expect(openCursor(key, seal(sent), query)).toEqual(sent);
      }),
    );
  });

  test("goes on with a page of another size or other fields", () => {
    expect(openCursor(key, seal(), { ...query, limit: 99, select: [["Title"]] })).toHaveLength(1);
  });

  test.each<[string, Partial<Query>]>([
    ["collection", { collection: "users" }],
    ["filter", { where: { field: ["Director"], op: "==", value: "Bob" } }],
    ["order", { orderBy: [{ field: ["__name__"], direction: "desc" }] }],
  ])("is refused with another %s", (_name, change) => {
    expect(() => openCursor(key, seal(), { ...query, ...change })).toThrow(INVALID);
  });

  test("is refused when one bit of it was changed", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(7), (position, bit) => {
        const bytes = Buffer.from(seal(), "base64url");
        const at = position % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        expect(() => openCursor(key, bytes.toString("base64url"), query)).toThrow(INVALID);
      }),
    );
  });

  test("whatever is not a cursor is refused", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => openCursor(key, text, query)).toThrow(INVALID);
      }),
    );
  });

  test("does not show the values", () => {
    expect(Buffer.from(seal(), "base64url").toString("latin1")).not.toContain("movies");
  });
});
