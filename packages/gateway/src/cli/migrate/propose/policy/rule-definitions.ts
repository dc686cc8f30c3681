import type { MatchSegment } from "../../rules/syntax.ts";

/** The collections that the paths of rules are for, as paths of definitions, each once. */
export function ruleDefinitions(paths: readonly (readonly MatchSegment[])[]): readonly string[] {
  return [...new Set(paths.flatMap(definitionsFor))];
}

function definitionsFor(path: readonly MatchSegment[]): readonly string[] {
  const rest = path.findIndex((segment) => segment.kind === "variable" && segment.isRest);
  const names = new Set<string>();
  const texts = path.map((segment, index) => segmentText(segment, index, names));
  if (rest === -1) return path.length % 2 === 0 ? [texts.join("/")] : [];
  const tail = path.length - rest - 1;
  if (tail > 0) return tail === 2 ? [texts.join("/")] : [];
  if (rest === 0) return texts;
  const above = texts.slice(0, rest);
  if (rest % 2 === 0) return [above.join("/"), texts.join("/")];
  return [[...above, "{id}"].join("/"), [...above, "{id}", texts[rest]].join("/")];
}

/** @param taken the names before, to which that of the segment is added */
function segmentText(segment: MatchSegment, index: number, taken: Set<string>): string {
  if (segment.kind === "literal") return segment.text;
  const isName = /^[A-Za-z]\w*$/.test(segment.name) && !taken.has(segment.name);
  const name = isName ? segment.name : `segment${String(index)}`;
  taken.add(name);
  return segment.isRest ? `{${name}=**}` : `{${name}}`;
}
