/** Where something stands in a rules file: offsets of its text, the end exclusive. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
}

/** A parsed file of Firebase's security rules language. */
export interface RulesFile {
  /** As declared: "2", or "1" where nothing is. */
  readonly version: string;
  readonly services: readonly ServiceBlock[];
  /** Those beside the services, which all of them see. */
  readonly functions: readonly FunctionDefinition[];
}

/** `service cloud.firestore { … }`. */
export interface ServiceBlock extends RulesBody {
  readonly name: string;
  readonly span: SourceSpan;
}

/** What stands between the braces of a service or a match, each in its own order. */
export interface RulesBody {
  readonly functions: readonly FunctionDefinition[];
  readonly matches: readonly MatchBlock[];
  readonly allows: readonly AllowStatement[];
}

/** `match /users/{uid} { … }`. */
export interface MatchBlock extends RulesBody {
  readonly path: readonly MatchSegment[];
  readonly span: SourceSpan;
  /** What stands between its braces. */
  readonly inner: SourceSpan;
}

export type MatchSegment =
  | { readonly kind: "literal"; readonly text: string }
  /** `{name}`, or `{name=**}`, which takes all segments that follow. */
  | { readonly kind: "variable"; readonly name: string; readonly isRest: boolean };

export const RULES_OPERATIONS = [
  "read",
  "write",
  "get",
  "list",
  "create",
  "update",
  "delete",
] as const;
export type RulesOperation = (typeof RULES_OPERATIONS)[number];

/** `allow read, write: if condition;`. Without a condition it always allows. */
export interface AllowStatement {
  readonly operations: readonly RulesOperation[];
  /** From the word allow to the end of the last operation. */
  readonly head: SourceSpan;
  readonly condition?: Expression;
  readonly span: SourceSpan;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly lets: readonly LetBinding[];
  readonly result: Expression;
  readonly span: SourceSpan;
}

/** `let name = value;`. */
export interface LetBinding {
  readonly name: string;
  readonly value: Expression;
}

export type BinaryOperator =
  "||" | "&&" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "is" | "+" | "-" | "*" | "/" | "%";

export type Expression = { readonly span: SourceSpan } & (
  | { readonly kind: "literal"; readonly value: null | boolean | string }
  /** Of a float `value` is the nearest double; of an integer too, and `isFloat` is false. */
  | { readonly kind: "number"; readonly value: number; readonly isFloat: boolean }
  | { readonly kind: "name"; readonly name: string }
  /** A segment of a rule's path, once names are resolved; `index` counts from the path's first. */
  | { readonly kind: "segment"; readonly name: string; readonly index: number }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "map"; readonly entries: readonly MapEntry[] }
  /** `/users/$(request.auth.uid)`: each segment a text or what its `$(…)` holds. */
  | { readonly kind: "path"; readonly segments: readonly (string | Expression)[] }
  | { readonly kind: "member"; readonly object: Expression; readonly name: string }
  | { readonly kind: "index"; readonly object: Expression; readonly index: Expression }
  | {
      readonly kind: "slice";
      readonly object: Expression;
      readonly from: Expression;
      readonly to: Expression;
    }
  | { readonly kind: "call"; readonly callee: Expression; readonly args: readonly Expression[] }
  | { readonly kind: "unary"; readonly operator: "!" | "-"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "conditional";
      readonly test: Expression;
      readonly whenTrue: Expression;
      readonly otherwise: Expression;
    }
);

export interface MapEntry {
  readonly key: Expression;
  readonly value: Expression;
}
