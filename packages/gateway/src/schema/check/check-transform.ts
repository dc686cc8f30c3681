import * as z from "zod";
import type { $ZodType } from "zod/v4/core";
import type { FieldViolation } from "../../errors/error.ts";
import { formatFieldPath, type FieldPath } from "../../paths/field-path.ts";
import { exactNumber, isInteger } from "../../values/number.ts";
import type { Value } from "../../values/value.ts";
import type { Transform } from "../../values/write.ts";
import { alternativesOf, type Alternative } from "../definition/alternatives.ts";
import { harden } from "../definition/harden.ts";
import { toDouble } from "../types/number.ts";
import { validate } from "./validate.ts";

/** A transform as the schema takes it, or what is wrong with it. */
export type CheckedTransform =
  | {
      readonly transform: Transform;
      /** Whether it depends on what is stored if the result is valid. */
      readonly needsRead: boolean;
    }
  | { readonly violations: readonly FieldViolation[] };

/** A field, and what the schema says of it. */
interface Field {
  readonly path: FieldPath;
  readonly schema: $ZodType;
}

/** Checks a transform of a stored field, by the field's schema alone. */
export function checkTransform(transform: Transform, field: Field, now: string): CheckedTransform {
  switch (transform.kind) {
    case "serverTimestamp": {
      const result = validate(harden(field.schema), { $timestamp: now }, field.path);
      return "value" in result ? { transform, needsRead: false } : result;
    }
    case "increment":
    case "minimum":
    case "maximum":
      return checkNumeric(transform, field);
    case "arrayUnion":
    case "arrayRemove":
      return checkElements(transform, field);
  }
}

type Numeric = Extract<Transform, { kind: "increment" | "minimum" | "maximum" }>;

function checkNumeric(transform: Numeric, field: Field): CheckedTransform {
  const alternatives = alternativesOf(field.schema);
  if (has(alternatives, "anything")) return { transform, needsRead: false };
  const [number, ...others] = alternatives.filter(({ kind }) => kind === "number") as Number[];
  const { kind } = transform;
  if (number === undefined && !has(alternatives, "opaque")) {
    const done = kind === "increment" ? "can be incremented" : `has a ${kind}`;
    return refused(field, `is no number that ${done}`);
  }
  if (number === undefined || others.length > 0) return { transform, needsRead: true };
  const by = kind === "increment" ? transform.by : transform.operand;
  if (number.isInteger === true && !isInteger(exactNumber(by))) {
    const done = kind === "increment" ? "increment it by" : `give as its ${kind}`;
    return refused(field, `must stay an integer: ${done} an integer`);
  }
  if (typeof by !== "number") {
    // What a number can't hold: the field has to be of a type that can.
    const result = validate(harden(field.schema), by, field.path);
    if ("violations" in result) return result;
  }
  const made = number.isDouble === true ? toDouble(by) : by;
  return {
    transform: kind === "increment" ? { kind, by: made } : { kind, operand: made },
    needsRead: number.isBounded === true,
  };
}

function checkElements(
  { kind, values }: Extract<Transform, { values: unknown }>,
  field: Field,
): CheckedTransform {
  const alternatives = alternativesOf(field.schema);
  if (has(alternatives, "anything")) return { transform: { kind, values }, needsRead: false };
  const [array, ...others] = alternatives.filter((one) => one.kind === "array");
  if (array === undefined && !has(alternatives, "opaque")) return refused(field, "is no array");
  if (array === undefined || others.length > 0) {
    return { transform: { kind, values }, needsRead: true };
  }
  const result = validate(z.array(harden(array.def.element)), values, field.path);
  if ("violations" in result) return result;
  const needsRead = (array.def.checks?.length ?? 0) > 0;
  return { transform: { kind, values: result.value as readonly Value[] }, needsRead };
}

type Number = Extract<Alternative, { kind: "number" }>;

function has(alternatives: readonly Alternative[], kind: Alternative["kind"]): boolean {
  return alternatives.some((alternative) => alternative.kind === kind);
}

function refused({ path }: Field, description: string): CheckedTransform {
  return { violations: [{ field: formatFieldPath(path), description }] };
}
