import type { AllowStatement, MatchBlock, MatchSegment, SourceSpan } from "../rules/syntax.ts";
import { walkExpression } from "../rules/walk-expression.ts";
import { ROOT, type LockedSegment } from "./locked-path.ts";
import { exclusionsOf, leastOfRest, quote } from "./overlap.ts";
import { UnsplittableRuleError } from "./unsplittable-rule-error.ts";

export interface RestMatch {
  /** From the outermost to the one whose rules these are. */
  readonly blocks: readonly MatchBlock[];
  readonly path: readonly MatchSegment[];
  /** Where in the path `{name=**}` stands. */
  readonly rest: number;
  readonly allows: readonly AllowStatement[];
  readonly locked: readonly LockedSegment[];
  readonly text: string;
  readonly version: string;
}

/** A path for which the rules hold again. */
interface Variant {
  readonly path: readonly MatchSegment[];
  readonly guard?: string;
  /** Only queries of collection groups come this way. */
  readonly isOfGroups?: true;
}

/**
 * The rules of a match with `{name=**}` once more, for all but the documents of the locked collection:
 * a match for each length of path up to theirs, one for all that are longer, and one for queries of
 * other collection groups, which only paths that begin with `{name=**}` allow.
 *
 * @throws UnsplittableRuleError for rules that look at what `{name=**}` stands for
 */
export function splitRest(match: RestMatch): { readonly at: number; readonly added: string } {
  const { blocks, text } = match;
  const owner = blocks.findIndex(({ path }) => path.some(isRest));
  const inner = blocks.slice(owner);
  refuseUseOfRest(match, inner);
  const start = blocks.slice(0, owner).flatMap(({ path }) => path).length;
  const functions = inner.flatMap((block) => block.functions.map(({ span }) => cut(text, span)));
  const span = inner[0]?.span ?? { start: 0, end: 0 };
  const indent = /[ \t]*$/.exec(text.slice(0, span.start))?.[0] ?? "";
  const added = [...upTo(match), longer(match), ...otherGroups(match)].flatMap((variant) => {
    const allows = match.allows.flatMap((allow) => allowOf(allow, variant, text));
    if (allows.length === 0) return [];
    const lines = [...functions, ...allows].map((line) => `${indent}  ${line}\n`).join("");
    return `${indent}match ${pathText(variant.path.slice(start))} {\n${lines}${indent}}\n`;
  });
  return { at: span.end, added: `\n${added.join("")}`.trimEnd() };
}

/** Paths of each length up to the locked documents' own, which need a guard. */
function upTo(match: RestMatch): readonly Variant[] {
  const { locked } = match;
  const variants: Variant[] = [];
  for (let length = ROOT.length + 2; length <= locked.length; length += 2) {
    const path = filled(match, length);
    if (path === undefined) continue;
    if (length < locked.length) {
      variants.push({ path });
      continue;
    }
    const exclusions = exclusionsOf(path, locked);
    if (exclusions.length > 0) variants.push({ path, guard: exclusions.join(" || ") });
  }
  return variants;
}

function longer(match: RestMatch): Variant {
  const { path, rest, locked, version } = match;
  const tail = path.length - rest - 1;
  const fillers = locked.length + 2 - rest - tail - leastOfRest(version);
  const stoodFor = [...fresh(match, fillers), ...path.slice(rest, rest + 1)];
  return { path: path.toSpliced(rest, 1, ...stoodFor) };
}

/** The name by which the match of other groups is known again. */
const OTHER_COLLECTION = "otherCollection";

/** Whether it is a path that {@link splitRest} made for queries of other groups. */
export function isOtherGroups(path: readonly MatchSegment[]): boolean {
  const group = path.at(-2);
  return group?.kind === "variable" && group.name === OTHER_COLLECTION;
}

function otherGroups({ path, rest, locked, text, version }: RestMatch): readonly Variant[] {
  if (version !== "2" || rest > ROOT.length) return [];
  const tail = path.slice(rest + 1);
  const needed = [OTHER_COLLECTION, `${unused(text)}Document`].map(variable);
  const ends = [...needed.slice(0, Math.max(0, 2 - tail.length)), ...tail];
  const group = ends.at(-2);
  const id = locked.at(-2);
  if (group?.kind !== "variable" || typeof id !== "string") return [];
  const root = ROOT.slice(rest).map((segment, index): MatchSegment => {
    return segment === null ? variable(`${unused(text)}${String(index)}`) : literal(segment);
  });
  const whole = [...path.slice(0, rest), ...root, ...path.slice(rest, rest + 1), ...ends];
  return [{ path: whole, guard: `${group.name} != ${quote(id)}`, isOfGroups: true }];
}

/** The path with as many variables for `{name=**}` as make it so long; undefined if none can. */
function filled(match: RestMatch, length: number): readonly MatchSegment[] | undefined {
  const { path, rest, version } = match;
  const missing = length - path.length + 1;
  if (missing < leastOfRest(version)) return undefined;
  return path.toSpliced(rest, 1, ...fresh(match, missing));
}

function fresh({ text }: RestMatch, count: number): readonly MatchSegment[] {
  const name = unused(text);
  return Array.from({ length: count }, (_, index) => variable(`${name}${String(index)}`));
}

/** The start of names that the file does not use. */
function unused(text: string): string {
  let name = "segment";
  while (text.includes(name)) name += "_";
  return name;
}

function variable(name: string): MatchSegment {
  return { kind: "variable", name, isRest: false };
}

function literal(text: string): MatchSegment {
  return { kind: "literal", text };
}

function isRest(segment: MatchSegment): boolean {
  return segment.kind === "variable" && segment.isRest;
}

function allowOf(
  { operations, condition }: AllowStatement,
  { guard, isOfGroups }: Variant,
  text: string,
): readonly string[] {
  const allowed = isOfGroups
    ? operations.some((each) => each === "read" || each === "list")
      ? ["list"]
      : []
    : operations;
  if (allowed.length === 0) return [];
  const terms = [
    ...(guard === undefined ? [] : [`(${guard})`]),
    ...(condition
      ? [guard === undefined ? cut(text, condition.span) : `(${cut(text, condition.span)})`]
      : []),
  ];
  const whole = terms.join(" && ");
  return [`allow ${allowed.join(", ")}${whole === "" ? "" : `: if ${whole}`};`];
}

function pathText(path: readonly MatchSegment[]): string {
  const texts = path.map((segment) => {
    if (segment.kind === "literal") return segment.text;
    return segment.isRest ? `{${segment.name}=**}` : `{${segment.name}}`;
  });
  return `/${texts.join("/")}`;
}

function cut(text: string, { start, end }: SourceSpan): string {
  return text.slice(start, end);
}

/** Elsewhere `{name=**}` would stand for less than it does in the match. */
function refuseUseOfRest({ path, rest, allows, text }: RestMatch, inner: readonly MatchBlock[]) {
  const segment = path[rest];
  if (segment?.kind !== "variable") return;
  const { name } = segment;
  const functions = inner.flatMap((block) => block.functions);
  const bodies = functions.flatMap(({ lets, result }) => [
    ...lets.map(({ value }) => value),
    result,
  ]);
  const conditions = allows.flatMap(({ condition }) => condition ?? []);
  for (const expression of [...conditions, ...bodies]) {
    for (const part of walkExpression(expression)) {
      if (part.kind === "name" && part.name === name) {
        throw new UnsplittableRuleError(name, text, part.span.start);
      }
    }
  }
}
