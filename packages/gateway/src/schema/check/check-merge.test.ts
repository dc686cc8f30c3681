import * as z from "zod";
import { mergeOf, problemsOf, valueOf } from "./checked-write.fixture.ts";
import { documentSchema } from "../definition/document-schema.ts";

describe("set with merge", () => {
  const schema = documentSchema(
    z.strictObject({
      name: z.string(),
      m: z.strictObject({ a: z.int().optional(), b: z.int().optional() }).optional(),
    }),
  );
  const set = (sent: object, merge: true | string[][]) => mergeOf(schema, sent, merge);

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

  test("enters no map that Firestore tags: its tag is no field that a path leads to", () => {
    const entity = [
      ["__name__", { $reference: "k/a" }],
      ["__type__", "__legacy_entity__"],
    ];
    const open = documentSchema(z.looseObject({}));
    const write = mergeOf(open, { e: { $map: entity } });
    expect(valueOf(write).update).toEqual({ fields: { e: { $map: entity } }, mask: [["e"]] });
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
    const write = valueOf(mergeOf(withDefault, { a: 1 }));
    expect(write).toMatchObject({ needsRead: true, needsDocument: false });
    expect(valueOf(write.onto(null)).update).toEqual({ fields: { a: 1, b: 7 } });
    expect(valueOf(write.onto({ a: 0, b: 1 })).update).toEqual({ fields: { a: 1 }, mask: [["a"]] });
    expect(valueOf(mergeOf(withDefault, { a: 1, b: 2 })).needsRead).toBe(false);
  });
});
