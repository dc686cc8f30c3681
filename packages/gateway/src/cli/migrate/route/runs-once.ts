import type { Node } from "oxc-parser";
import type { SourceFile } from "../inventory/source/source-file.ts";

const REPEATED =
  /Function|^Class|^MethodDefinition$|^PropertyDefinition$|^StaticBlock$|^For|^While|^DoWhile|^JSX/;

/** Whether code stands in no function, class or loop, so that it runs when its file is loaded. */
export function runsOnce(file: SourceFile, node: Node): boolean {
  for (let at = file.parents.get(node); at !== undefined; at = file.parents.get(at)) {
    if (REPEATED.test(at.type)) return false;
  }
  return true;
}

/** The statement of the file itself, or of a block, that a node stands in. */
export function statementOf(file: SourceFile, node: Node): Node {
  let at = node;
  for (;;) {
    const parent = file.parents.get(at);
    if (parent === undefined || parent.type === "Program" || parent.type === "BlockStatement") {
      return at;
    }
    at = parent;
  }
}
