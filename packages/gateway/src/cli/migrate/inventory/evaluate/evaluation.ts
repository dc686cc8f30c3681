import type { Node } from "oxc-parser";
import type { CallNode, Declaration, SourceFile } from "../source/source-file.ts";
import type { Argument, Frame, Scope, Value } from "../value/value.ts";
import type { FrameRequest } from "./frames.ts";
import type { Project } from "./project.ts";

/** A way into a function, and the frame that it makes. */
export interface Caller {
  readonly node: CallNode;
  readonly file: SourceFile;
  readonly frame: Frame;
}

/**
 * What evaluates a project: its parts call one another through it. Every answer is the set of
 * possible values; an empty one means nothing that matters to Firestore.
 */
export interface Evaluation {
  readonly project: Project;
  evaluate(node: Node, scope: Scope): readonly Value[];
  /** The frame of an entry into a function. */
  frame(request: FrameRequest): Frame;
  /** What a declared name holds. */
  binding(declaration: Declaration, scope: Scope): readonly Value[];
  /** What an import of a module gives: a named export, "default", or "*" for all of it. */
  imported(file: SourceFile, specifier: string, name: string): readonly Value[];
  member(value: Value, name: string): readonly Value[];
  call(request: CallRequest): readonly Value[];
  /** The known callers of a function. */
  callers(fn: Node, file: SourceFile): readonly Caller[];
  /** What a value of a type is, of which nothing else is known but a name. */
  typed(type: Node, scope: Scope, name: string): readonly Value[];
}

/** A call of one possible callee. */
export interface CallRequest {
  readonly callee: Value;
  readonly args: readonly Argument[];
  readonly scope: Scope;
  /** The name by which it is called, for what only its name tells. */
  readonly name: string;
}
