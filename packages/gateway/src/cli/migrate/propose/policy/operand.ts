import type { FieldPath } from "../../../../paths/field-path.ts";
import type { Value } from "../../../../values/value.ts";
import type { Expression } from "../../rules/syntax.ts";
import type { Side } from "./proposed-policy.ts";

/** What an expression of rules stands for, as far as policies know it. */
export type RuleOperand =
  | { readonly kind: "constant"; readonly value: Value }
  | { readonly kind: "uid" | "time" }
  | { readonly kind: "segment"; readonly name: string }
  | ({ readonly kind: "claim" } & FieldOperand)
  | ({ readonly kind: "field"; readonly side: Side } & FieldOperand)
  | LookupOperand;

export interface FieldOperand {
  readonly path: FieldPath;
  /** Whether what a call fills in stands in the path: `{uid}`, or a segment's `{name}`. */
  readonly isOpen: boolean;
  /** What it is where there is no such field. */
  readonly fallback?: Fallback;
}

/** Whether the name of a field is one that a call fills in. */
export function isOpenName(name: string): boolean {
  return /^\{\w+\}$/.test(name);
}

/** What stands in the place of a missing field. */
export interface Fallback {
  readonly value: Value;
  /** The number of names at the end of the path of which the first, too, may be missing. */
  readonly depth: number;
}

/** A field of another document. */
export interface LookupOperand extends FieldOperand {
  readonly kind: "lookup";
  readonly document: LookedUpDocument;
}

/** The same operand of a field that is there. */
export function withoutFallback<Operand extends FieldOperand>(operand: Operand): Operand {
  const { fallback: _, ...field } = operand;
  return field as Operand;
}

/** The path of another document, as policies write it. */
export interface LookedUpDocument {
  readonly template: string;
  /** Of which side the fields are that stand in the path. */
  readonly side?: Side;
}

/** An expression that no policy says and no function can compute. */
export class InexpressibleError extends Error {
  override readonly name = "InexpressibleError";
}

/** Says what an expression is to a policy. */
export type ReadOperand = (expression: Expression) => RuleOperand | undefined;

/** Reasons for what no policy says. */
export const BOTH_LOOKED_UP = "two looked-up fields can't be compared";
export const INCOMPARABLE = "no policy compares a looked-up field with it";
