import type { Node } from "oxc-parser";
import type { CallNode, Declaration, SourceFile } from "../source/source-file.ts";
import type {
  Argument,
  CallFrame,
  EvaluationScope,
  PossibleValue,
} from "../value/possible-value.ts";
import type { FrameRequest } from "./create-frames.ts";
import type { SourceProject } from "./source-project.ts";

/** A way into a function, and the frame that it makes. */
export interface KnownCaller {
  readonly node: CallNode;
  readonly file: SourceFile;
  readonly frame: CallFrame;
}

/**
 * What evaluates a project: its parts call one another through it. Every answer is the set of
 * possible values; an empty one means nothing that matters to Firestore.
 */
export interface Evaluation {
  readonly project: SourceProject;
  evaluate(node: Node, scope: EvaluationScope): readonly PossibleValue[];
  /** The frame of an entry into a function. */
  frame(request: FrameRequest): CallFrame;
  /** What a declared name holds. */
  binding(declaration: Declaration, scope: EvaluationScope): readonly PossibleValue[];
  /** What an import of a module gives: a named export, "default", or "*" for all of it. */
  imported(file: SourceFile, specifier: string, name: string): readonly PossibleValue[];
  member(value: PossibleValue, name: string): readonly PossibleValue[];
  call(request: CallRequest): readonly PossibleValue[];
  /** The known callers of a function. */
  callers(fn: Node, file: SourceFile): readonly KnownCaller[];
  /** What a value of a type is, of which nothing else is known but a name. */
  typed(type: Node, scope: EvaluationScope, name: string): readonly PossibleValue[];
}

/** A call of one possible callee. */
export interface CallRequest {
  readonly callee: PossibleValue;
  readonly args: readonly Argument[];
  readonly scope: EvaluationScope;
  /** The name by which it is called, for what only its name tells. */
  readonly name: string;
}
