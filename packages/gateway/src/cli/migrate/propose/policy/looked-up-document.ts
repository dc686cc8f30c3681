import type { Expression } from "../../rules/syntax.ts";
import { formatFieldPath } from "../../../../paths/field-path.ts";
import { InexpressibleError, type LookedUpDocument, type ReadOperand } from "./operand.ts";
import type { Side } from "./proposed-policy.ts";
import { segmentOf, type RuleContext } from "./rule-context.ts";

const BOTH_SIDES = "its path takes fields of the document before and after";

/** `databases`, the database, `documents`. */
const ROOT_SEGMENTS = 3;

/**
 * The template of the path of a document that rules look up.
 *
 * @throws InexpressibleError
 */
export function lookedUpDocument(path: Expression, read: ReadOperand): LookedUpDocument {
  const parts = segmentsOf(path).map((segment) => templatePart(segment, read));
  if (parts.length % 2 === 1) throw new InexpressibleError("it names no document");
  const sides = new Set(parts.flatMap(({ side }) => side ?? []));
  if (sides.size > 1) {
    throw new InexpressibleError(BOTH_SIDES);
  }
  const [side] = sides;
  const template = parts.map(({ text }) => text).join("/");
  return { template, ...(side && { side }) };
}

/** Whether it is the path of the very document that the rule is asked about. */
export function looksUpItself(path: Expression, context: RuleContext): boolean {
  const segments = segmentsOf(path);
  const { document } = context;
  if (segments.length !== document.length) return false;
  return segments.every((segment, index) => {
    const own = document[index];
    if (typeof segment === "string") return own?.kind === "literal" && own.text === segment;
    const bound = segment.kind === "segment" ? segmentOf(segment.index, context) : undefined;
    return bound !== undefined && own !== undefined && bound.kind !== "rest" && bound === own;
  });
}

function segmentsOf(path: Expression): readonly (string | Expression)[] {
  if (path.kind !== "path") throw new InexpressibleError("the document's path is computed");
  const [databases, , documents] = path.segments;
  if (databases !== "databases" || documents !== "documents") {
    throw new InexpressibleError("the document's path does not start with its database");
  }
  return path.segments.slice(ROOT_SEGMENTS);
}

interface TemplatePart {
  readonly text: string;
  readonly side?: Side;
}

function templatePart(segment: string | Expression, read: ReadOperand): TemplatePart {
  if (typeof segment === "string") return literalPart(segment);
  const joined = segment.kind === "binary" && segment.operator === "+" ? segment : undefined;
  if (joined === undefined) return operandPart(read(segment));
  const parts = [templatePart(joined.left, read), templatePart(joined.right, read)];
  const sides = new Set(parts.flatMap(({ side }) => side ?? []));
  if (sides.size > 1) throw new InexpressibleError(BOTH_SIDES);
  const [side] = sides;
  return { text: parts.map(({ text }) => text).join(""), ...(side && { side }) };
}

function operandPart(operand: ReturnType<ReadOperand>): TemplatePart {
  switch (operand?.kind) {
    case "uid":
      return { text: "{uid}" };
    case "segment":
      return { text: `{${operand.name}}` };
    case "constant":
      return literalPart(operand.value);
    case "field":
      if (operand.isOpen || operand.fallback !== undefined) break;
      return { text: `{document.${formatFieldPath(operand.path)}}`, side: operand.side };
    case "claim":
      if (operand.fallback !== undefined) break;
      return { text: `{claim.${formatFieldPath(operand.path)}}` };
    case "lookup":
      throw new InexpressibleError("which document is looked up depends on a looked-up document");
    default:
  }
  throw new InexpressibleError("which document is looked up is computed");
}

function literalPart(id: unknown): TemplatePart {
  if (typeof id !== "string" || /[{}/]/.test(id)) {
    throw new InexpressibleError("which document is looked up is computed");
  }
  return { text: id };
}
