import type * as z from "zod";
import { parseFieldPath, type FieldPath } from "../paths/field-path.ts";
import { explain } from "../policy/explain.ts";
import { schemaFieldProblem } from "../policy/schema-field-problem.ts";

/** What of the writes of a collection leaves an entry in the audit trail. */
export type AuditOptions =
  /** Every write, without what the document held. */
  | true
  | {
      /**
       * Field paths: only writes of them, of what is around or below, leave an entry, and creates
       * and deletes. @default every write
       */
      readonly fields?: readonly string[];
      /**
       * Whether entries hold what the document was before, so that it can be restored; or of how many
       * of a document's last changes they do, at least: 1 to 1000. Each write then reads the document
       * first. Not beside `fields`. @default false
       */
      readonly versions?: boolean | number;
      /** How long entries are kept, in days: 1 to 3650. @default 90 */
      readonly keepDays?: number;
    };

/** What is audited of a collection, checked. */
export interface Audit {
  /** Only writes of these fields; undefined for every write. */
  readonly fields?: readonly FieldPath[];
  readonly versions: boolean;
  /** Of how many changes of a document versions are kept, at least; undefined for all of them. */
  readonly keepVersions?: number;
  readonly keepDays: number;
}

const DEFAULT_KEEP_DAYS = 90;
const MAX_KEEP_DAYS = 3_650;
const MAX_KEEP_VERSIONS = 1_000;
const NAMES = ["fields", "versions", "keepDays"];

/** @throws Error that says what is wrong with the option */
export function auditOf(options: AuditOptions, schema: z.ZodType): Audit {
  return explain("audit", () => {
    if (options === true) return Object.freeze({ versions: false, keepDays: DEFAULT_KEEP_DAYS });
    if (typeof options !== "object" || options === null) throw new Error("must be true or a map");
    const unknown = Object.keys(options).find((name) => !NAMES.includes(name));
    if (unknown !== undefined) throw new Error(`${unknown}: there is only ${NAMES.join(", ")}`);
    const { fields, versions = false, keepDays = DEFAULT_KEEP_DAYS } = options;
    if (typeof versions !== "boolean") {
      checkCount("versions must be true, false or", versions, MAX_KEEP_VERSIONS);
    }
    checkCount("keepDays must be", keepDays, MAX_KEEP_DAYS);
    if (fields === undefined) return Object.freeze({ ...versionsOf(versions), keepDays });
    if (versions !== false) throw new Error("versions are of whole documents: leave fields out");
    if (fields.length === 0) throw new Error("fields names no field: leave it out for every write");
    return Object.freeze({
      fields: fields.map((text) => named(text, schema)),
      versions: false,
      keepDays,
    });
  });
}

function versionsOf(versions: boolean | number): Pick<Audit, "versions" | "keepVersions"> {
  return typeof versions === "boolean" ? { versions } : { versions: true, keepVersions: versions };
}

function checkCount(must: string, count: number, most: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= most) return;
  throw new Error(`${must} a whole number from 1 to ${String(most)}`);
}

function named(text: string, schema: z.ZodType): FieldPath {
  const field = parseFieldPath(text);
  const problem = schemaFieldProblem(schema, field);
  if (problem !== undefined) throw new Error(problem);
  return field;
}
