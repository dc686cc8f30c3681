import type * as z from "zod";
import type { $ZodType } from "zod/v4/core";
import { markOf, type NumberKind } from "../types/mark.ts";

/** A thing that a schema allows, with all that wraps it taken off. */
export type Alternative =
  /** Nothing at all, or null. */
  | { readonly kind: "nothing" }
  /** Whatever Firestore takes. */
  | { readonly kind: "anything" }
  | { readonly kind: "object"; readonly def: z.core.$ZodObjectDef }
  | { readonly kind: "record"; readonly def: z.core.$ZodRecordDef }
  | { readonly kind: "array"; readonly def: z.core.$ZodArrayDef }
  | ({ readonly kind: "number" } & NumberKind)
  /** What is neither map nor array nor number. */
  | { readonly kind: "other" }
  /** Something that can only be tried out: transforms, intersections, code. */
  | { readonly kind: "opaque" };

const found = new WeakMap<$ZodType, readonly Alternative[]>();

/** What a schema allows, without what says so: optional, nullable, unions, and so on. */
export function alternativesOf(schema: $ZodType): readonly Alternative[] {
  let alternatives = found.get(schema);
  if (alternatives === undefined) {
    // Until it is known: a schema that is nothing but itself allows nothing.
    found.set(schema, []);
    alternatives = findAlternatives(schema);
    found.set(schema, alternatives);
  }
  return alternatives;
}

function findAlternatives(schema: $ZodType): readonly Alternative[] {
  const { type } = markOf(schema);
  if (type === "other") return [{ kind: "other" }];
  if (type !== undefined) return [{ kind: "number", ...type }];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if ((def.checks?.length ?? 0) > 0 && !CHECKED.has(def.type)) return [{ kind: "opaque" }];
  switch (def.type) {
    case "union":
      return def.options.flatMap(alternativesOf);
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
      return [...alternativesOf(def.innerType), { kind: "nothing" }];
    case "nonoptional":
    case "readonly":
      return alternativesOf(def.innerType);
    case "lazy":
      return alternativesOf(def.getter());
    default:
      return [plainAlternative(def, schema._zod.values)];
  }
}

function plainAlternative(
  def: z.core.$ZodTypes["_zod"]["def"],
  values: ReadonlySet<unknown> = new Set(),
): Alternative {
  switch (def.type) {
    case "object":
      return { kind: "object", def };
    case "record":
      return { kind: "record", def };
    case "array":
      return { kind: "array", def };
    case "any":
    case "unknown":
      return { kind: "anything" };
    case "number":
      return { kind: "number", ...numberKind(def) };
    case "literal":
    case "enum":
      // Some sums may be among them.
      return { kind: [...values].some((value) => typeof value === "number") ? "opaque" : "other" };
    case "string":
    case "boolean":
    case "template_literal":
    case "never":
      return { kind: "other" };
    case "null":
    case "undefined":
    case "void":
      return { kind: "nothing" };
    default:
      return { kind: "opaque" };
  }
}

/** Schemas whose own checks are looked at where they matter; those of all others hide what is inside. */
const CHECKED: ReadonlySet<string> = new Set(["object", "record", "array", "number", "string"]);

/** Of the checks of a number, being an integer holds of every sum of integers; all others are bounds. */
function numberKind(def: z.core.$ZodNumberDef): NumberKind {
  const checks: object[] = (def.checks ?? []).map((check) => check._zod.def);
  const formats = [def as object, ...checks].filter(isFormat).map(({ format }) => format);
  return {
    isInteger: formats.some((format) => format.includes("int")),
    isBounded: !checks.every(isFormat) || formats.some((format) => format !== "safeint"),
  };
}

function isFormat(check: object): check is { readonly format: string } {
  return "check" in check && check.check === "number_format";
}
