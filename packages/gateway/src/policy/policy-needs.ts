import type { FieldPath } from "../paths/field-path.ts";
import { fieldsIn, namesIn, UID } from "./document-template.ts";
import type { Policy } from "./policy.ts";
import { fieldForSomebody, openNamesIn } from "./open-field.ts";
import { fieldIn, isVariable, type Operand } from "./variable.ts";

/** The fields of the document at hand that the policy reads, or lets write. */
export function documentFieldsOf(policy: Policy): readonly FieldPath[] {
  switch (policy.kind) {
    case "owner":
    case "team":
    case "among":
      return [policy.field];
    case "where":
      return [fieldForSomebody(policy.field)];
    case "claim":
      return operandFields(policy.value);
    case "callerDocument":
      return [...fieldsIn(policy.document), ...operandFields(policy.test?.value ?? null)];
    case "noCallerDocument":
      return fieldsIn(policy.document);
    case "onlyFields":
    case "unchanged":
      return policy.fields;
    default:
      return [];
  }
}

function operandFields(operand: Operand): readonly FieldPath[] {
  const field = fieldIn(operand);
  return field === undefined ? [] : [field];
}

/** Whether it is decided by a stored document: the one at hand, or another. */
export function isAboutDocuments(policy: Policy): boolean {
  if (policy.kind === "claim") return fieldIn(policy.value) !== undefined;
  return ABOUT_DOCUMENTS.has(policy.kind);
}

const ABOUT_DOCUMENTS: ReadonlySet<Policy["kind"]> = new Set([
  "owner",
  "team",
  "among",
  "where",
  "member",
  "callerDocument",
  "noCallerDocument",
  "documentCheck",
]);

/** Whether it depends on that segment of the path. */
export function needsSegment(policy: Policy, segment: string): boolean {
  switch (policy.kind) {
    case "pathOwner":
    case "pathTeam":
      return policy.segment === segment;
    case "member":
    case "noCallerDocument":
      return namesIn(policy.document).includes(segment);
    case "callerDocument": {
      const isInPath = namesIn(policy.document).includes(segment);
      return isInPath || (policy.test !== undefined && isTestOf(policy.test, segment));
    }
    case "where":
      return isTestOf(policy, segment);
    case "claim":
      return isSegment(policy.value, segment);
    default:
      return false;
  }
}

function isTestOf(
  { field, value }: { readonly field: FieldPath; readonly value: Operand },
  segment: string,
): boolean {
  return openSegmentsIn(field).includes(segment) || isSegment(value, segment);
}

/** The segments of the collection's path that stand in the field's. */
export function openSegmentsIn(field: FieldPath): readonly string[] {
  return openNamesIn(field).filter((name) => name !== UID);
}

function isSegment(operand: Operand, segment: string): boolean {
  return isVariable(operand) && "$segment" in operand && operand.$segment === segment;
}
