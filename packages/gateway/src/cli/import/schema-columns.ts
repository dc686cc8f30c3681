import type * as z from "zod";
import { Registry } from "../../collection/registry.ts";
import type { CollectionDefinition } from "../../collection/collection.ts";
import { markOf } from "../../schema/types/mark.ts";
import type { ColumnType } from "./column-type.ts";

/** What a collection's schema says of a column. */
export interface SchemaColumn {
  /** Undefined where the schema leaves it open. */
  readonly type?: ColumnType;
  /** Whether a document may lack the field, but not have null there. */
  readonly isLeftOutIfEmpty: boolean;
  /** Whether only the server writes it. */
  readonly isManaged: boolean;
}

type Schema = z.core.$ZodType;

/** The definition of a collection, undefined where there is none here. */
export function definitionOf(
  collections: readonly CollectionDefinition[],
  path: string,
): CollectionDefinition | undefined {
  return new Registry(collections).find(path)?.definition;
}

/** What a collection's definition says of the column with this name, undefined for nothing. */
export function schemaColumn(
  definition: CollectionDefinition | undefined,
  name: string,
): SchemaColumn | undefined {
  if (definition === undefined) return undefined;
  const { declared, managed } = definition.documents;
  const { def } = (declared as unknown as z.core.$ZodTypes)._zod;
  if (def.type !== "object" || !Object.hasOwn(def.shape, name)) return undefined;
  const field = def.shape[name] as Schema;
  const type = typeOf(field);
  const takesNull = accepts(field, null);
  return {
    ...(type !== undefined && { type }),
    isLeftOutIfEmpty: !takesNull && field._zod.optin !== undefined,
    isManaged: managed.has(name),
  };
}

/** The one type that the cells of a field's column can be of; undefined where several would do. */
function typeOf(schema: Schema): ColumnType | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const marked = markOf(schema).type;
  if (marked !== undefined) return marked === "other" ? markedType(schema) : "number";
  switch (def.type) {
    case "string":
    case "template_literal":
      return "string";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "enum":
      return common(Object.values(def.entries).map(typeOfLiteral));
    case "literal":
      return common(def.values.filter((value) => value !== null).map(typeOfLiteral));
    case "object":
    case "record":
    case "array":
    case "tuple":
      return "json";
    case "union":
      return common(def.options.filter((option) => !isNull(option)).map(typeOf));
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return typeOf(def.innerType);
    case "pipe":
      return typeOf(def.in);
    default:
      return undefined;
  }
}

/** A type of Firestore's is known by the values that it takes. */
function markedType(schema: Schema): ColumnType {
  if (accepts(schema, { $timestamp: "2000-01-01T00:00:00.000000Z" })) return "timestamp";
  if (takesTag(schema, { $reference: "a/b" })) return "reference";
  return accepts(schema, { $bytes: "" }) ? "bytes" : "json";
}

function accepts(schema: Schema, value: unknown): boolean {
  return (schema as z.ZodType).safeParse(value).success;
}

/** One that refuses the value, and not its kind, has said so in its own words. */
function takesTag(schema: Schema, value: unknown): boolean {
  const { success, error } = (schema as z.ZodType).safeParse(value);
  const [issue] = error?.issues ?? [];
  return success || (issue?.code === "custom" && issue.params === undefined);
}

function isNull(schema: Schema): boolean {
  return (schema as z.core.$ZodTypes)._zod.def.type === "null";
}

function typeOfLiteral(value: unknown): ColumnType | undefined {
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : undefined;
}

function common(types: readonly (ColumnType | undefined)[]): ColumnType | undefined {
  const [first] = types;
  return types.every((type) => type === first) ? first : undefined;
}
