import { parseSync, type Node, type ParserOptions } from "oxc-parser";
import { ScopeTracker, walk, type ScopeTrackerNode } from "oxc-walker";
import { scriptText } from "./script-text.ts";

/** The declaration of a name, as the scope tracker knows it. */
export type Declaration = ScopeTrackerNode;

/** A call, an instantiation or a JSX element, by which a function may be entered. */
export type CallNode = Extract<
  Node,
  { type: "CallExpression" | "NewExpression" | "JSXOpeningElement" }
>;

/** An assignment, to a variable or to a member. */
export type AssignmentNode = Extract<Node, { type: "AssignmentExpression" }>;

/** One parsed file: its tree, and for each node and name what the evaluation asks for. */
export interface SourceFile {
  readonly path: string;
  readonly program: Node;
  readonly parents: ReadonlyMap<Node, Node>;
  /** What the name means that an identifier reads; missing where nothing declares it. */
  readonly declarations: ReadonlyMap<Node, Declaration>;
  readonly references: ReadonlyMap<Declaration, readonly Node[]>;
  readonly calls: readonly CallNode[];
  readonly identifiers: readonly Node[];
  readonly assignments: readonly AssignmentNode[];
  /** Whether the file has imports or exports: what it declares is then its own. */
  readonly isModule: boolean;
  /** The 1-based line and column of a position. */
  readonly positionAt: (offset: number) => { line: number; column: number };
  /** Why the file could not be parsed. */
  readonly problem?: string;
  /** Where in the text. */
  readonly problemAt?: number;
}

/** Parses a file's text and finds the declaration of each name in it. */
export function parseSource(path: string, text: string): SourceFile {
  const { program, isModule, ...problem } = parseAny(path, scriptText(path, text));
  return {
    path,
    program,
    ...indexProgram(program),
    isModule,
    positionAt: positions(text),
    ...problem,
  };
}

type ProgramIndex = Omit<
  SourceFile,
  "path" | "program" | "isModule" | "positionAt" | "problem" | "problemAt"
>;

/** Two walks: names may be read before they are declared. */
function indexProgram(program: Node): ProgramIndex {
  const scopes = new ScopeTracker({ preserveExitedScopes: true });
  walk(program, { scopeTracker: scopes });
  scopes.freeze();
  const parents = new Map<Node, Node>();
  const declarations = new Map<Node, Declaration>();
  const references = new Map<Declaration, Node[]>();
  const calls: CallNode[] = [];
  const identifiers: Node[] = [];
  const assignments: AssignmentNode[] = [];
  walk(program, {
    scopeTracker: scopes,
    enter(node, parent) {
      if (parent !== null) parents.set(node, parent);
      if (isCall(node)) calls.push(node);
      if (node.type === "AssignmentExpression") assignments.push(node);
      if (node.type !== "Identifier" && node.type !== "JSXIdentifier") return;
      identifiers.push(node);
      const declaration = scopes.getDeclaration(node.name, { mode: "all" });
      if (declaration === null) return;
      declarations.set(node, declaration);
      const others = references.get(declaration);
      if (others === undefined) references.set(declaration, [node]);
      else others.push(node);
    },
  });
  return { parents, declarations, references, calls, identifiers, assignments };
}

interface ParsedProgram {
  readonly program: Node;
  readonly isModule: boolean;
  readonly problem?: string;
  readonly problemAt?: number;
}

/** Only what a program has written is longer. */
const MAX_LENGTH = 5_000_000;
const TOO_LARGE = "It is longer than 5,000,000 characters";

function unparsed(path: string): ParsedProgram {
  return { program: parseSync(path, "").program, isModule: false, problemAt: 0 };
}

/** JavaScript may hold types (Flow's read as TypeScript's), and TypeScript in `.ts` no JSX. */
function parseAny(path: string, script: string): ParsedProgram {
  const languages: NonNullable<ParserOptions["lang"]>[] = /\.[cm]?ts$/.test(path)
    ? ["ts"]
    : /\.(?:tsx|vue|svelte|astro|html)$/.test(path)
      ? ["tsx", "ts"]
      : ["jsx", "tsx", "ts"];
  if (script.length > MAX_LENGTH) return { ...unparsed(path), problem: TOO_LARGE };
  let first: ParsedProgram | undefined;
  for (const lang of languages) {
    const result = parseSync(path, script, { lang, preserveParens: false });
    const error = result.errors.find(({ severity }) => /^Error$/.test(severity));
    const isModule = result.module.hasModuleSyntax;
    if (error === undefined) return { program: result.program, isModule };
    const problemAt = error.labels[0]?.start ?? 0;
    first ??= { program: result.program, isModule, problem: error.message, problemAt };
  }
  if (first === undefined) throw new Error("a file has at least one language");
  return first;
}

function isCall(node: Node): node is CallNode {
  return (
    node.type === "CallExpression" ||
    node.type === "NewExpression" ||
    node.type === "JSXOpeningElement"
  );
}

function positions(text: string): SourceFile["positionAt"] {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
