import { GatewayError, invalid, type FieldViolation } from "../errors/error.ts";
import { fieldPathOfPlace, isPrefix, type FieldPath } from "../paths/field-path.ts";
import type { RequestPosition } from "../request/request-position.ts";
import type { WriteOperation } from "../request/operation.ts";

/** The error for a document that violates its schema. It names no field that the caller may not read. */
export function invalidDocument(
  violations: readonly [FieldViolation, ...FieldViolation[]],
  {
    operation: { path },
    position: { index },
    hidden,
  }: {
    readonly operation: WriteOperation;
    readonly position: RequestPosition;
    readonly hidden: readonly FieldPath[];
  },
): GatewayError {
  const [first, ...rest] = violations.map((violation) => told(violation, hidden));
  const error = invalid("INVALID_DOCUMENT", [first as FieldViolation, ...rest]);
  if (index === undefined) return error;
  return new GatewayError("INVALID_DOCUMENT", error.message, {
    ...error.details,
    index,
    path,
  });
}

function told(violation: FieldViolation, hidden: readonly FieldPath[]): FieldViolation {
  const place = fieldPathOfPlace(violation.field);
  const isHidden = hidden.some((field) => isPrefix(field, place));
  return isHidden
    ? { field: "", description: "a field that you may not read is not valid" }
    : violation;
}
