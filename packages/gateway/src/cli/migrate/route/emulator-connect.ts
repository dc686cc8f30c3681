import type { Node } from "oxc-parser";
import { unwrap } from "../inventory/evaluate/name-of.ts";
import type { SourceFile } from "../inventory/source/source-file.ts";
import { spelledText } from "./database-argument.ts";
import type { FileEdit } from "./file-edit.ts";
import type { FirestoreStart } from "./firestore-start.ts";
import type { TextPart } from "./host-text.ts";
import { readsName } from "./reads-name.ts";

/** A place in the code: what is declared before it can be read there. */
export interface CodePosition {
  readonly file: SourceFile;
  readonly offset: number;
}

/** A `connectFirestoreEmulator` that can become a part of the settings. */
export interface FoldedConnect {
  /** Undefined where it always connects. */
  readonly condition: string | undefined;
  readonly host: TextPart;
  /** What falls away with the call. */
  readonly removed: Node;
  /** Names in it, which are read elsewhere from now on. */
  readonly kept: readonly Node[];
}

/**
 * What `connectFirestoreEmulator` says, for settings at another position; a sentence where it can't
 * be said there.
 */
export function foldConnect(
  { file, node }: FirestoreStart,
  edit: FileEdit,
  target: CodePosition,
): FoldedConnect | string {
  const [, host, , options] = node.arguments;
  if (options !== undefined)
    return "it has a user of its own (mockUserToken), which the gateway can't";
  const around = conditionsAround(file, node);
  if (around === undefined) return "whether it connects is not said by conditions alone";
  const { conditions, removed } = around;
  const texts = conditions.map((condition) => conditionText(edit, condition, conditions.length));
  const read = [...conditions, ...(host === undefined ? [] : [host])];
  const kept = read.flatMap((each) => namesIn(file, each));
  const unknown = kept.find((name) => !isKnownAt(file, name, target));
  if (unknown !== undefined) {
    return `${edit.source(unknown)} is not known where the database begins`;
  }
  if (read.some((each) => mayAct(edit.source(each)))) return "its condition does more than ask";
  const spelled = host === undefined ? "127.0.0.1" : spelledText(file, host);
  return {
    condition: texts.length === 0 ? undefined : texts.join(" && "),
    host: spelled ?? { code: edit.source(host as Node) },
    removed,
    kept,
  };
}

/** The conditions of the `if`s around a call, and what falls away with it; undefined in any other code. */
function conditionsAround(
  file: SourceFile,
  call: Node,
): { readonly conditions: readonly Node[]; readonly removed: Node } | undefined {
  const conditions: Node[] = [];
  let removed: Node = call;
  let isAlone = true;
  let at: Node = call;
  for (;;) {
    const parent = file.parents.get(at);
    if (parent === undefined) return undefined;
    if (parent.type === "Program") return { conditions, removed };
    if (parent.type === "LogicalExpression") {
      if (parent.operator !== "&&" || parent.right !== at) return undefined;
      conditions.unshift(parent.left);
    } else if (parent.type === "IfStatement") {
      if (parent.consequent !== at) return undefined;
      if (parent.alternate !== null && at.type !== "BlockStatement") return undefined;
      isAlone &&= parent.alternate === null;
      conditions.unshift(parent.test);
    } else if (parent.type === "BlockStatement") {
      isAlone &&= parent.body.length === 1;
    } else if (parent.type !== "ExpressionStatement" && unwrap(parent) !== unwrap(at)) {
      return undefined;
    }
    if (isAlone) removed = parent;
    at = parent;
  }
}

const SIMPLE =
  /^(?:Identifier|MemberExpression|CallExpression|UnaryExpression|BinaryExpression|Literal|ChainExpression)$/;

function conditionText(edit: FileEdit, condition: Node, count: number): string {
  const text = edit.source(condition);
  const isPlain =
    SIMPLE.test(condition.type) || (count === 1 && condition.type === "LogicalExpression");
  return isPlain ? text : `(${text})`;
}

function namesIn(file: SourceFile, { start, end }: Node): readonly Node[] {
  return file.identifiers.filter(
    (node) => node.start >= start && node.end <= end && readsName(file, node),
  );
}

/** Whether a name means the same at a position: a global, an import, or what was declared before. */
function isKnownAt(file: SourceFile, name: Node, target: CodePosition): boolean {
  const declaration = file.declarations.get(name);
  if (declaration === undefined) return true;
  if (file !== target.file || declaration.scope !== "") return false;
  return declaration.type === "Import" || declaration.type === "Function"
    ? true
    : declaration.end < target.offset;
}

function mayAct(text: string): boolean {
  return /\bawait\b|\+\+|--|(?<![=!<>])=(?![=>])/.test(text);
}
