import * as z from "zod";

/** The fields that only the gateway writes. */
export type ServerManaged = "createdAt" | "updatedAt" | "createdBy" | "updatedBy";

/** What is known of numbers, to tell what can be added to them. */
export interface NumberKind {
  readonly isInteger?: boolean;
  /** Whether a sum has to be looked at, as with a minimum. */
  readonly isBounded?: boolean;
  /** Whether it is stored as a double, whatever it is. */
  readonly isDouble?: boolean;
}

/** What is known of a schema beyond what zod knows. */
export interface Mark {
  /** One of Firestore's types, which zod sees as something to transform. */
  readonly type?: NumberKind | "other";
  readonly managed?: ServerManaged;
  readonly ttl?: true;
}

type Marks = z.core.$ZodRegistry<Mark>;

/**
 * One for all copies of the library in a process: an app that is bundled brings its own, and the
 * command line that loads it asks by another what its schemas are.
 */
const MARKS = Symbol.for("@database-service/gateway/marks");
const shared = globalThis as { [MARKS]?: Marks };
const marks = (shared[MARKS] ??= z.registry<Mark>());

/** Marks a schema; what zod makes of it (by `.describe()`, say) has the mark too. */
export function mark<Schema extends z.ZodType>(schema: Schema, add: Mark): Schema {
  marks.add(schema, { ...markOf(schema), ...add });
  return schema;
}

export function markOf(schema: z.core.$ZodType): Mark {
  return marks.get(schema as z.ZodType) ?? {};
}
