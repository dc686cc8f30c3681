import { z } from "zod";
import type { $ZodType } from "zod/v4/core";
import { putField } from "../values/map.ts";

type SentFields = Readonly<Record<string, unknown>>;

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
      return ofAlternatives(alternatives(schema), sent);
    case "array":
      return isList(sent) && sent.length <= maxLength(def) ? ofList(def.element, sent) : sent;
    case "record":
      return isList(sent)
        ? sent
        : changed(sent as SentFields, Object.keys(sent), (value) =>
            withoutNulls(def.valueType, value),
          );
    case "pipe":
      return isRefused(def.in, sent) ? sent : withoutNulls(def.out, sent);
    case "optional":
    case "readonly":
      return withoutNulls(def.innerType, sent);
    case "lazy":
      return withoutNulls(def.getter(), sent);
    default:
      return sent;
  }
}

/** The alternatives of a union; what is none has itself alone. */
function alternatives(schema: $ZodType): readonly $ZodType[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "union" ? def.options.flatMap(alternatives) : [schema];
}

function ofAlternatives(schemas: readonly $ZodType[], sent: object): unknown {
  const shapes = schemas.flatMap(shapeOf);
  if (!isList(sent)) return ofObjects(shapes, sent as SentFields);
  const list = schemas.find((schema) => shapeOf(schema).length === 0);
  return list === undefined ? sent : withoutNulls(list, sent);
}

function ofList(element: $ZodType, sent: readonly unknown[]): readonly unknown[] {
  const items = sent.map((item) => withoutNulls(element, item));
  return items.every((item, index) => item === sent[index]) ? sent : items;
}

function ofObjects(shapes: readonly z.core.$ZodShape[], sent: SentFields): unknown {
  const known = new Set(shapes.flatMap((shape) => Object.keys(shape)));
  return changed(sent, known, (value, key) => {
    const owners = shapes.flatMap((shape) => (Object.hasOwn(shape, key) ? [shape[key]] : []));
    if (value !== null) return withoutNulls(owners[0] as $ZodType, value);
    const mayBeMissing = owners.length < shapes.length || owners.some(isOptional);
    return mayBeMissing ? undefined : value;
  });
}

/** The object with these of its values changed; without a key whose value becomes undefined. */
function changed(
  sent: SentFields,
  keys: Iterable<string>,
  change: (value: unknown, key: string) => unknown,
): SentFields {
  let copy: Record<string, unknown> | undefined;
  for (const key of keys) {
    if (!Object.hasOwn(sent, key)) continue;
    const value = change(sent[key], key);
    if (value === sent[key]) continue;
    copy ??= { ...sent };
    if (value === undefined) delete copy[key];
    else putField(copy, key, value);
  }
  return copy ?? sent;
}

function shapeOf(schema: $ZodType): readonly z.core.$ZodShape[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "object" ? [def.shape] : [];
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
