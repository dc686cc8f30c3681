import { isPrefix, pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import type { Condition } from "./condition.ts";
import type { WrittenFields } from "./policy-scope.ts";

/** The condition that an update changes these fields and nothing else. */
export function othersUnchanged(
  fields: readonly FieldPath[],
  written: WrittenFields | undefined,
): Condition {
  if (written === undefined) return false;
  const { touched, managed } = written;
  const others = touched.filter((path) => !fields.some((field) => isPrefix(field, path)));
  return areUnchanged(others, written, [...fields, ...managed]);
}

/** The condition that an update changes none of these fields. */
export function theseUnchanged(
  fields: readonly FieldPath[],
  written: WrittenFields | undefined,
): Condition {
  if (written === undefined) return false;
  const parts = fields.flatMap((field) =>
    written.touched.flatMap((path) => {
      if (isPrefix(field, path)) return [path];
      return isPrefix(path, field) ? [field] : [];
    }),
  );
  return areUnchanged(parts, written, []);
}

/** What is not touched is not changed. What the caller may not read is, once it is touched. */
function areUnchanged(
  parts: readonly FieldPath[],
  { hidden }: WrittenFields,
  except: readonly FieldPath[],
): Condition {
  if (parts.length === 0) return true;
  const tells = parts.some((part) => hidden.some((field) => pathsOverlap(field, part)));
  return tells ? false : { unchanged: parts, except };
}
