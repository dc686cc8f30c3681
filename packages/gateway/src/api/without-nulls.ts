import * as z from "zod";
import type { $ZodType } from "zod/v4/core";
import { mapEach, type SentFields } from "../values/map.ts";

/**
 * What was sent, less what counts as missing: a null under a key that may be missing, at every
 * depth, since Firebase's own clients send what is undefined as null. Where there are several
 * alternatives, a key may be missing that one of them does not have.
 *
 * Documents' data, and what filters and positions compare with, are not looked into: there null is
 * a value. Nor is what the schema is going to refuse for its size.
 */
export function withoutNulls(schema: $ZodType, sent: unknown): unknown {
  if (typeof sent !== "object" || sent === null) return sent;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
    case "union":
      return ofAlternatives(alternativesIn(schema), sent);
    case "array":
      return isList(sent) && sent.length <= maxLength(def) ? ofList(def.element, sent) : sent;
    case "record":
      return isList(sent)
        ? sent
        : mapEach(sent as SentFields, (value) => withoutNulls(def.valueType, value));
    case "pipe":
      return isRefused(def.in, sent) ? sent : withoutNulls(def.out, sent);
    case "optional":
    case "readonly":
      return withoutNulls(def.innerType, sent);
    case "lazy":
      // Not the getter, which makes the schema anew each time.
      return withoutNulls((schema as z.core.$ZodLazy)._zod.innerType, sent);
    default:
      return sent;
  }
}

/** What a union's alternatives take; of what is no union, it alone. */
interface Alternatives {
  /** The first that is no object. */
  readonly list: $ZodType | undefined;
  /** The keys of those that are objects. */
  readonly keys: ReadonlyMap<string, KnownKey>;
}

interface KnownKey {
  readonly schema: $ZodType;
  readonly mayBeMissing: boolean;
}

/** Of the schemas that were met so far. */
const found = new WeakMap<$ZodType, Alternatives>();

function alternativesIn(schema: $ZodType): Alternatives {
  const known = found.get(schema);
  if (known !== undefined) return known;
  const schemas = alternatives(schema);
  const list = schemas.find((one) => shapeOf(one) === undefined);
  const shapes = schemas.map(shapeOf).filter((shape) => shape !== undefined);
  const names = new Set(shapes.flatMap((shape) => Object.keys(shape)));
  const keys = new Map(Array.from(names, (name) => [name, knownKey(shapes, name)]));
  found.set(schema, { list, keys });
  return { list, keys };
}

function knownKey(shapes: readonly z.core.$ZodShape[], name: string): KnownKey {
  const owners = shapes.flatMap((shape) => (Object.hasOwn(shape, name) ? [shape[name]] : []));
  return {
    schema: owners[0] as $ZodType,
    mayBeMissing: owners.length < shapes.length || owners.some(isOptional),
  };
}

function alternatives(schema: $ZodType): readonly $ZodType[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "union" ? def.options.flatMap(alternatives) : [schema];
}

function ofAlternatives({ list, keys }: Alternatives, sent: object): unknown {
  if (isList(sent)) return list === undefined ? sent : withoutNulls(list, sent);
  return mapEach(sent as SentFields, (value, name) => {
    const key = keys.get(name);
    if (key === undefined) return value;
    if (value !== null) return withoutNulls(key.schema, value);
    return key.mayBeMissing ? undefined : value;
  });
}

function ofList(element: $ZodType, sent: readonly unknown[]): readonly unknown[] {
  const items = sent.map((item) => withoutNulls(element, item));
  return items.every((item, index) => item === sent[index]) ? sent : items;
}

function shapeOf(schema: $ZodType): z.core.$ZodShape | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "object" ? def.shape : undefined;
}

function isOptional(schema: $ZodType | undefined): boolean {
  return schema?._zod.def.type === "optional";
}

function maxLength({ checks = [] }: z.core.$ZodArrayDef): number {
  const limits = checks.map(({ _zod: { def } }) =>
    def.check === "max_length" ? (def as z.core.$ZodCheckMaxLengthDef).maximum : Infinity,
  );
  return Math.min(Infinity, ...limits);
}

/** Whether a schema that looks at a value before another reads it has refused it. */
function isRefused(before: $ZodType, sent: unknown): boolean {
  return before._zod.def.type === "any" && !z.safeParse(before, sent).success;
}

function isList(sent: object): sent is readonly unknown[] {
  return Array.isArray(sent);
}
