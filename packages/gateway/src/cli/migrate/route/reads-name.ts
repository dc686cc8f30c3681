import type { Node } from "oxc-parser";
import type { SourceFile } from "../inventory/source/source-file.ts";

/** Whether an identifier stands for the name's value, and is not the word for a property. */
export function readsName(file: SourceFile, node: Node): boolean {
  const parent = file.parents.get(node);
  if (parent === undefined) return true;
  if (parent.type === "MemberExpression") return parent.object === node || parent.computed;
  if (parent.type !== "Property" || parent.key !== node) return true;
  return parent.computed || parent.shorthand;
}
