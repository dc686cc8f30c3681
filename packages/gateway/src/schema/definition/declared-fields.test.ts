import * as z from "zod";
import { declaredFields } from "./declared-fields.ts";

test("fields of maps are told behind them, each once, and nothing of arrays, records and lists", () => {
  const point = z.object({ x: z.number(), y: z.exactOptional(z.number()) });
  const schema = z.union([
    z.object({ kind: z.literal("a"), at: z.nullable(point) }),
    z.object({ kind: z.literal("b"), all: z.array(point), by: z.record(z.string(), point) }),
  ]);
  expect(declaredFields(schema)).toEqual([
    ["kind"],
    ["at"],
    ["at", "x"],
    ["at", "y"],
    ["all"],
    ["by"],
  ]);
});

test("a map in itself ends, and what is left open has none", () => {
  interface Tree {
    readonly left: Tree | null;
  }
  const tree: z.ZodType<Tree> = z.object({ left: z.nullable(z.lazy(() => tree)) });
  expect(declaredFields(tree)).toEqual([["left"], ["left", "left"]]);
  expect(declaredFields(z.looseObject({}))).toEqual([]);
});
