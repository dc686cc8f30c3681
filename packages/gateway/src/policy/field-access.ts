import { parseFieldPath, type FieldPath } from "../paths/field-path.ts";
import { checkPolicy, type PolicyContext } from "./check-policy.ts";
import { explain } from "./explain.ts";
import { anyone, type Policy } from "./policy.ts";
import { schemaFieldProblem } from "./schema-field-problem.ts";

/** Who may read and write fields, as declared: by field path. */
export type FieldAccessOptions = Readonly<
  Record<string, { readonly read?: Policy; readonly write?: Policy }>
>;

/** Who may read and write a field, and what lies below it, of those who may the document. */
export interface FieldAccess {
  readonly field: FieldPath;
  readonly read: Policy;
  readonly write: Policy;
}

/**
 * The policies of fields. Who may not read a field may not write it either, unless that is said.
 *
 * @throws Error for a key that is not a field path, or a policy that can't stand there
 */
export function fieldAccessOf(
  options: FieldAccessOptions,
  declared: Omit<PolicyContext, "use">,
): readonly FieldAccess[] {
  const fields = Object.entries(options).map(([name, { read = anyone(), write = read }]) =>
    explain(`fields.${name}`, () => {
      const field = parseFieldPath(name);
      for (const policy of [read, write]) checkPolicy(policy, { ...declared, use: "field" });
      const problem = schemaFieldProblem(declared.schema, field);
      if (problem !== undefined) throw new Error(problem);
      return Object.freeze({ field, read, write });
    }),
  );
  return Object.freeze(fields);
}
