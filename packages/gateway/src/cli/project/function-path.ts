import type { CallableName } from "../../api/api.ts";
import { DATABASE_FUNCTION } from "../../api/database-function.ts";

/**
 * Where a callable is found below the origin of a gateway's functions: `getDocument`, or
 * `crm-database/getDocument` where it is not exported alone. Undefined where it is not exported.
 *
 * @param names of the functions, with those of their groups
 */
export function functionPath(names: readonly string[], callable: CallableName): string | undefined {
  const alone = names.find((name) => lastName(name) === callable);
  if (alone !== undefined) return alone;
  const every = names.find((name) => lastName(name) === DATABASE_FUNCTION);
  return every === undefined ? undefined : `${every}/${callable}`;
}

function lastName(name: string): string {
  return name.slice(name.lastIndexOf("-") + 1);
}
