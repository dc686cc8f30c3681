import * as z from "zod";
import type { $ZodType } from "zod/v4/core";
import { tagOf } from "../../values/map.ts";

type Def = z.core.$ZodTypes["_zod"]["def"];

const hardened = new WeakMap<$ZodType, $ZodType>();

/**
 * The schema as it is checked against: a copy of the owner's in which maps are maps. To zod, a
 * tagged value is an object like any other, so that `z.record()` and `z.looseObject()` would take a
 * timestamp for a map; and `z.object()` would drop, not refuse, the fields that it doesn't know.
 */
export function harden(schema: $ZodType): $ZodType {
  const known = hardened.get(schema);
  if (known !== undefined) return known;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const changes = changesOf(def);
  const result = isChange(changes, def) ? withDef(schema, changes) : schema;
  hardened.set(schema, result);
  return result;
}

/** {@link harden} for a document's schema: what looks like a tag there is a field like any other. */
export function hardenDocument(schema: $ZodType): $ZodType {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== "object" && def.type !== "record") return harden(schema);
  return withDef(schema, { ...changesOf(def), checks: def.checks });
}

/** Copies the schema with parts of its definition replaced; getters of either stay getters. */
function withDef(schema: $ZodType, changes: object): $ZodType {
  const def = Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(schema._zod.def),
      ...Object.getOwnPropertyDescriptors(changes),
    },
  ) as $ZodType["_zod"]["def"];
  return z.clone(schema, def, { parent: true });
}

/** Whether a copy would be another than the original: most are not, and copies take time to make. */
function isChange(changes: object, def: object): boolean {
  return Object.entries(Object.getOwnPropertyDescriptors(changes)).some(
    ([key, { value }]) => value === undefined || !isSame(value, Reflect.get(def, key)),
  );
}

function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.every((item, index) => item === b[index]);
}

/** What the copy's definition has in the place of the original's. */
function changesOf(def: Def): object {
  switch (def.type) {
    case "object":
      return {
        // Not before it is used: a recursive schema's shape refers to itself.
        get shape() {
          return Object.fromEntries(
            Object.entries(def.shape).map(([name, field]) => [name, harden(field)]),
          );
        },
        catchall: def.catchall === undefined ? z.never() : harden(def.catchall),
        checks: [IS_MAP, ...(def.checks ?? [])],
      };
    case "record":
      return { valueType: harden(def.valueType), checks: [IS_MAP, ...(def.checks ?? [])] };
    case "array":
      return { element: harden(def.element) };
    case "tuple":
      return { items: def.items.map(harden), rest: def.rest === null ? null : harden(def.rest) };
    case "union":
      return { options: def.options.map(harden) };
    case "intersection":
      return { left: harden(def.left), right: harden(def.right) };
    case "lazy":
      return { getter: () => harden(def.getter()), _cachedInner: undefined };
    case "pipe":
      return { in: harden(def.in), out: harden(def.out) };
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return { innerType: harden(def.innerType) };
    default:
      return {};
  }
}

const IS_MAP = z.check<object>((payload) => {
  if (tagOf(payload.value) === undefined) return;
  payload.issues.push({
    code: "custom",
    input: payload.value,
    params: { mustBe: "a map" },
    continue: false,
  });
});
