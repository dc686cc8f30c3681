import { safeParseFieldPath, type FieldPath } from "../paths/field-path.ts";

/** The name in a template that stands for the caller's uid. */
export const UID = "uid";

/** What a segment of a template is put together from: texts, and what stands in braces. */
export type TemplatePiece =
  | string
  | { readonly name: string }
  | { readonly field: FieldPath }
  | { readonly claim: FieldPath };

/** The segments of the template of a document's path: `["teams"]`, `[{ name: "uid" }, "_", …]`. */
export function readTemplate(template: string): readonly (readonly TemplatePiece[])[] {
  return template.split("/").map(readSegment);
}

/** A text, or what stands in braces: a name, or a field path with names in backticks. */
const PIECE = /\{(?<inner>(?:[^{}`]|`(?:[^`\\]|\\.)*`)*)\}|[^{}]+/gsu;

function readSegment(segment: string): readonly TemplatePiece[] {
  const found = [...segment.matchAll(PIECE)];
  const isWhole = found.map(([text]) => text).join("") === segment;
  if (!isWhole) return [segment];
  return found.map(({ 0: text, groups }) => {
    const inner = groups?.["inner"];
    return inner === undefined ? text : readBraces(inner);
  });
}

function readBraces(inner: string): TemplatePiece {
  const [, kind, path] = /^(document|claim)\.(.*)$/su.exec(inner) ?? [];
  const parsed = path === undefined ? undefined : safeParseFieldPath(path);
  if (parsed?.ok !== true) return { name: inner };
  return kind === "document" ? { field: parsed.value } : { claim: parsed.value };
}

/** The names in the template: of segments of the collection's path, and the caller's uid. */
export function namesIn(template: string): readonly string[] {
  return readTemplate(template)
    .flat()
    .flatMap((piece) => (typeof piece !== "string" && "name" in piece ? [piece.name] : []));
}

/** The fields of the document at hand that the template reads. */
export function fieldsIn(template: string): readonly FieldPath[] {
  return readTemplate(template)
    .flat()
    .flatMap((piece) => (typeof piece !== "string" && "field" in piece ? [piece.field] : []));
}
