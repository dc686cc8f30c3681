import type { Caller } from "../caller/caller.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { checkSegment } from "../paths/path.ts";
import { fieldOf, type Candidate } from "../query/matches.ts";
import { claimValue } from "./claim-value.ts";
import type { IdPiece, Lookup, PathPart } from "./condition.ts";
import { readTemplate, UID, type TemplatePiece } from "./document-template.ts";
import type { PolicyScope } from "./policy-scope.ts";

/**
 * The path that a template comes to for this caller, in parts where fields of the document at hand
 * stand in it; undefined where it comes to none.
 *
 * @param caller null where the template names segments alone
 */
export function fillIn(
  template: string,
  caller: Caller | null,
  { params }: PolicyScope,
): Lookup["lookup"] | undefined {
  const parts: PathPart[] = [];
  for (const segment of readTemplate(template)) {
    const pieces = segment.map((piece) => filled(piece, caller, params));
    if (!pieces.every((piece) => piece !== undefined)) return undefined;
    const [first] = pieces;
    const isText = pieces.every((piece) => typeof piece === "string");
    if (isText) parts.push(pieces.join(""));
    else parts.push(first !== undefined && pieces.length === 1 ? first : { pieces });
  }
  return parts.every((part) => typeof part === "string") ? whole(parts) : parts;
}

function filled(
  piece: TemplatePiece,
  caller: Caller | null,
  params: PolicyScope["params"],
): IdPiece | undefined {
  if (typeof piece === "string" || "field" in piece) return piece;
  if ("claim" in piece) {
    const claimed = claimValue(caller?.claims, piece.claim);
    return typeof claimed === "string" ? claimed : undefined;
  }
  if (Object.hasOwn(params, piece.name)) return params[piece.name];
  return piece.name === UID && caller?.kind === "user" ? caller.uid : undefined;
}

/** The path of the other document; undefined where the document at hand names none. */
export function pathOf({ lookup }: Lookup, document: Candidate | null): string | undefined {
  if (typeof lookup === "string") return lookup;
  if (document === null) return undefined;
  const ids = lookup.map((part) => {
    const texts = piecesOf(part).map((piece) =>
      typeof piece === "string" ? piece : fieldOf(document, piece.field),
    );
    return texts.every((text) => typeof text === "string") ? texts.join("") : undefined;
  });
  return ids.every((id) => id !== undefined) ? whole(ids) : undefined;
}

/** Never one of the gateway's own collections, whatever a caller has written into a field. */
function whole(ids: readonly string[]): string | undefined {
  const isPath = !ids[0]?.startsWith("_") && ids.every((id, at) => !checkSegment(id, at));
  return isPath ? ids.join("/") : undefined;
}

/** The fields of the document at hand that name the other one. */
export function fieldsNaming({ lookup }: Lookup): readonly FieldPath[] {
  if (typeof lookup === "string") return [];
  return lookup
    .flatMap(piecesOf)
    .flatMap((piece) => (typeof piece === "string" ? [] : [piece.field]));
}

function piecesOf(part: PathPart): readonly IdPiece[] {
  return typeof part !== "string" && "pieces" in part ? part.pieces : [part];
}
