import { formatFieldPath } from "../../paths/field-path.ts";
import { transformed } from "../../values/apply-update.ts";
import { valueAt } from "../../values/select.ts";
import type { Fields, Value } from "../../values/value.ts";
import type { FieldTransform, Transform } from "../../values/write.ts";
import type { Change } from "../../wire/wire-changes.ts";
import { transformOf } from "./resolve-transforms.ts";

/** A transform that the caller sent. */
export interface ClientTransform extends FieldTransform {
  /**
   * What it comes to where nothing is stored that the write leaves, before others of its field
   * follow; null for the server's time. Absent for one that stands within the data.
   */
  readonly alone?: Value;
}

/** The transforms that were sent beside these fields, in their order. */
export function clientTransforms(
  fields: Fields,
  transforms: readonly Change[],
): readonly ClientTransform[] {
  const made = new Map<string, Value>();
  return transforms.map(({ path, value }) => {
    const transform = transformOf(value) as Transform;
    const name = formatFieldPath(path);
    const alone = transformed(transform, made.get(name) ?? valueAt(fields, path), "");
    made.set(name, alone);
    return {
      field: path,
      transform,
      alone: transform.kind === "serverTimestamp" ? null : alone,
    };
  });
}
