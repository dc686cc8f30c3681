import { collection, type CollectionDefinition } from "../../../collection/collection.ts";
import { OPERATIONS } from "../../../policy/access.ts";
import { PlainError } from "../../command/plain-error.ts";
import type { ProposedDefinition } from "./definition-text.ts";
import type { SampledDocument } from "./documents/sampled-document.ts";
import type { DefinitionPath } from "./policy/definition-path.ts";
import { proposeAccess, type ProjectRules } from "./policy/propose-access.ts";
import { toPolicy } from "./policy/to-policy.ts";
import { projectIndexes } from "./project-indexes.ts";
import { FieldShape } from "./schema/field-shape.ts";
import { proposedDocument } from "./schema/proposed-type.ts";
import { documentTypeSchema } from "./schema/type-schema.ts";

/** What a proposal is made of. */
export interface ProposalSource {
  readonly path: DefinitionPath;
  readonly project: ProjectRules;
  readonly documents: readonly SampledDocument[];
  /** The content of firestore.indexes.json. */
  readonly indexes: unknown;
  /** The share of documents, from 0 to 1, up to which what differs is left out of the schema. */
  readonly rare: number;
  /** RFC 3339, UTC. */
  readonly now: string;
}

/** The definition of a collection from its documents, the project's rules and its indexes. */
export function proposeDefinition(source: ProposalSource): ProposedDefinition {
  const { documents, project, rare } = source;
  const access = proposeAccess(source.path, project, source.now);
  const shape = new FieldShape();
  for (const { data } of documents) shape.addFields(data);
  const fields = proposedDocument(shape, { count: documents.length, rare });
  const indexes = projectIndexes(source.indexes, access.path.pattern);
  return { access, project, fields, indexes, sampled: documents.length };
}

/**
 * The definition as the gateway takes it, its functions aside.
 *
 * @throws PlainError where the gateway would refuse it at start
 */
export function loadProposed({
  access,
  fields,
  indexes,
}: ProposedDefinition): CollectionDefinition {
  const policies = OPERATIONS.map((operation) => [operation, toPolicy(access.rights[operation])]);
  try {
    return collection(access.path.text, {
      schema: documentTypeSchema(fields),
      access: Object.fromEntries(policies) as object,
      ...indexes,
    });
  } catch (cause) {
    throw new PlainError(
      `What is proposed contradicts itself, which is a matter of the documents: ${(cause as Error).message}`,
      { cause },
    );
  }
}
