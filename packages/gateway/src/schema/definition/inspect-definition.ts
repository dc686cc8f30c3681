import type * as z from "zod";
import { version, type $ZodType } from "zod/v4/core";
import { checkFieldName, type FieldPath } from "../../paths/field-path.ts";
import { markOf, type ServerManaged } from "../types/mark.ts";

/** What a document's schema marks for the gateway, beside what zod checks. */
export interface InspectedDefinition {
  /** The fields that the server manages, by name. */
  readonly managed: ReadonlyMap<string, ServerManaged>;
  readonly ttl?: FieldPath;
}

/**
 * Finds a document schema's marked fields, and what could never work.
 *
 * @throws Error that names the field and says what to do
 */
export function inspectDefinition(document: z.ZodType): InspectedDefinition {
  const managed = new Map<string, ServerManaged>();
  const ttls: FieldPath[] = [];
  const visit = (schema: $ZodType, path: FieldPath): void => {
    const problem = problemOf(schema, path);
    if (problem !== undefined)
      throw new Error([path.join("."), problem].filter(Boolean).join(": "));
    const marked = markOf(schema);
    if (marked.managed === undefined && marked.ttl === undefined) return;
    const [name, ...rest] = path;
    if (name === undefined || rest.length > 0 || document._zod.def.type !== "object") {
      throw new Error(`${path.join(".")}: can only be a field at the top of a document`);
    }
    if (marked.managed !== undefined) managed.set(name, marked.managed);
    if (marked.ttl === true) ttls.push(path);
  };
  walk(document, [], { visit, around: new Set() });
  const [ttl, another] = ttls;
  if (another !== undefined) throw new Error("a document has one field of the kind ttl() at most");
  return { managed, ...(ttl !== undefined && { ttl }) };
}

/** What can't be stored, and what to write instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  date: "z.date() can't be stored: use timestamp()",
  bigint: "z.bigint() can't be stored: use integer()",
  nan: "z.nan() can't be stored: use double()",
  map: "z.map() can't be stored: use z.record()",
  set: "z.set() can't be stored: use z.array()",
  file: "z.file() can't be stored: use bytes()",
  symbol: "z.symbol() can't be stored",
  function: "z.function() can't be stored",
  promise: "z.promise() can't be stored",
};

/** Each copy of zod has a version of its own, whatever it says. */
const OTHER_COPY =
  'is made by another copy of zod than the gateway\'s: install one version alone ("npm ls zod" tells)';

function problemOf(schema: $ZodType, path: FieldPath): string | undefined {
  if (schema._zod.version !== version) return OTHER_COPY;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== "object") return INSTEAD[def.type];
  for (const name of Object.keys(def.shape)) {
    const problem = checkFieldName(name);
    if (problem !== undefined) return problem;
    if (name.startsWith("$") && path.length > 0) {
      return `${name}: within a document's maps a name must not start with $`;
    }
  }
  return undefined;
}

interface Walk {
  readonly visit: (schema: $ZodType, path: FieldPath) => void;
  /** The schemas around: one that is in itself is visited once. */
  readonly around: ReadonlySet<$ZodType>;
}

/** Visits a schema and all within it; not what is lazy, which may refer to what is not there yet. */
function walk(schema: $ZodType, path: FieldPath, { visit, around }: Walk): void {
  if (around.has(schema)) return;
  visit(schema, path);
  for (const [step, child] of childrenOf(schema)) {
    const at = step === undefined ? path : [...path, step];
    walk(child, at, { visit, around: new Set([...around, schema]) });
  }
}

type Child = readonly [step: string | undefined, schema: $ZodType];

function childrenOf(schema: $ZodType): readonly Child[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return Object.entries(def.shape);
    case "record":
      return [["*", def.valueType]];
    case "array":
      return [["*", def.element]];
    case "tuple":
      return def.items.map((item) => ["*", item]);
    case "union":
      return def.options.map((option) => [undefined, option]);
    case "intersection":
      return [
        [undefined, def.left],
        [undefined, def.right],
      ];
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return [[undefined, def.innerType]];
    default:
      return [];
  }
}
