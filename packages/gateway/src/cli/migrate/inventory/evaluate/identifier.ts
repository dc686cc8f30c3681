import type { Node } from "oxc-parser";
import type { EvaluationScope, PossibleValue } from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";
import { notKnown } from "./text-of.ts";

/** What a name means where it stands. */
export function identifierValues(
  evaluation: Evaluation,
  node: Extract<Node, { type: "Identifier" | "JSXIdentifier" }>,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const declaration = scope.file.declarations.get(node);
  if (declaration === undefined) return undeclared(evaluation, node.name);
  // What a file declares at its top is the same in every call.
  const top = declaration.scope === "" && declaration.type !== "FunctionParam";
  return evaluation.binding(declaration, top ? { file: scope.file, frame: undefined } : scope);
}

/** Where nothing declares a function of these names, a tool imports it by itself. */
const SDK_FUNCTIONS =
  /^(?:getFirestore|(?:get|set|add|update|delete)Docs?|getDocs?From(?:Cache|Server)|onSnapshot|writeBatch|collection|doc|query|collectionGroup|get(?:Count|Aggregate)FromServer)$/;

/** Names that JavaScript or a script tag declares. */
function undeclared(evaluation: Evaluation, name: string): readonly PossibleValue[] {
  if (name === "undefined") return [];
  const known = evaluation.project.global(name);
  if (known !== undefined) {
    return evaluation.binding(known.declaration, { file: known.file, frame: undefined });
  }
  if (name === "firebase") return [{ kind: "sdkModule", module: "namespace" }];
  if (SDK_FUNCTIONS.test(name)) return [{ kind: "sdkFunction", name }];
  return [{ kind: "unknown", name, reason: notKnown(name) }];
}
