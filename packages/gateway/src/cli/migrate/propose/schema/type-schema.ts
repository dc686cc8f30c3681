import * as z from "zod";
import { anyData } from "../../../../schema/types/any-data.ts";
import { bytes } from "../../../../schema/types/bytes.ts";
import { geoPoint } from "../../../../schema/types/geo-point.ts";
import { double, integer } from "../../../../schema/types/number.ts";
import { reference } from "../../../../schema/types/reference.ts";
import { timestamp } from "../../../../schema/types/timestamp.ts";
import { vector } from "../../../../schema/types/vector.ts";
import type { ProposedField, ProposedType } from "./proposed-type.ts";

/** The schema that the text of {@link documentText} makes. */
export function documentTypeSchema(fields: readonly ProposedField[]): z.ZodType {
  return fields.length === 0 ? anyData() : mapSchema(fields);
}

function mapSchema(fields: readonly ProposedField[]): z.ZodType {
  const shape = fields.map(({ name, type, isOptional }) => {
    const schema = typeSchema(type);
    return [name, isOptional ? z.exactOptional(schema) : schema] as const;
  });
  return z.looseObject(Object.fromEntries(shape));
}

function typeSchema(type: ProposedType): z.ZodType {
  switch (type.kind) {
    case "null":
      return z.null();
    case "boolean":
      return z.boolean();
    case "int64":
      return integer();
    case "whole":
      return z.int();
    case "number":
      return z.number();
    case "special":
      return double();
    case "string":
      return z.string();
    case "timestamp":
      return timestamp();
    case "bytes":
      return bytes();
    case "geoPoint":
      return geoPoint();
    case "any":
      return z.unknown();
    default:
      return composedSchema(type);
  }
}

type Composed = Exclude<
  ProposedType,
  {
    readonly kind:
      | "null"
      | "boolean"
      | "int64"
      | "whole"
      | "number"
      | "special"
      | "string"
      | "timestamp"
      | "bytes"
      | "geoPoint"
      | "any";
  }
>;

function composedSchema(type: Composed): z.ZodType {
  switch (type.kind) {
    case "vector":
      return vector(type.dimensions);
    case "reference":
      return reference(type.collection);
    case "enum":
      return z.enum(type.values as [string, ...string[]]);
    case "array":
      return z.array(typeSchema(type.of));
    case "record":
      return z.record(z.string(), typeSchema(type.of));
    case "map":
      return mapSchema(type.fields);
    case "union":
      return z.union(type.of.map(typeSchema) as [z.ZodType, z.ZodType]);
    case "nullable":
      return typeSchema(type.of).nullable();
  }
}
