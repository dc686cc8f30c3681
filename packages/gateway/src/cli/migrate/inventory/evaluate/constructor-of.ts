import type { ClassValue, FunctionNode } from "../value/possible-value.ts";

/** A class's constructor, if it has one of its own. */
export function constructorOf({ node }: ClassValue): FunctionNode | undefined {
  if (!("superClass" in node)) return node;
  for (const element of node.body.body) {
    if (element.type === "MethodDefinition" && element.kind === "constructor") return element.value;
  }
  return undefined;
}
