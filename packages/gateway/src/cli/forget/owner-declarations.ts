import type { CollectionDefinition } from "../../collection/collection.ts";
import type { FieldPath } from "../../paths/field-path.ts";
import { OPERATIONS } from "../../policy/access.ts";
import type { Policy } from "../../policy/policy.ts";

/** How a collection's policies say whose a document is. */
export interface OwnerDeclarations {
  readonly definition: CollectionDefinition;
  /** Names of the path's segments that hold the owner's uid. */
  readonly segments: readonly string[];
  /** Fields that hold it. */
  readonly fields: readonly FieldPath[];
}

/** What the policies of a definition say of owners; undefined where they name none. */
export function ownerDeclarations(definition: CollectionDefinition): OwnerDeclarations | undefined {
  const parts = OPERATIONS.flatMap((operation) => partsOf(definition.access[operation]));
  const segments = parts.flatMap((part) => (part.kind === "pathOwner" ? part.segment : []));
  const owners = parts.flatMap((part) => (part.kind === "owner" ? [part.field] : []));
  if (segments.length + owners.length === 0) return undefined;
  const fields = new Map(owners.map((field) => [JSON.stringify(field), field]));
  return { definition, segments: [...new Set(segments)], fields: [...fields.values()] };
}

/** A policy, and those that it is made of. */
function partsOf(policy: Policy): readonly Policy[] {
  switch (policy.kind) {
    case "anyOf":
    case "allOf":
      return policy.policies.flatMap(partsOf);
    case "stored":
    case "written":
      return partsOf(policy.policy);
    default:
      return [policy];
  }
}
