import { checkCollectionId, checkNewDocumentId } from "./path.ts";

/** One segment of a collection's path as declared. `rest` stands for any number of segments. */
export type Segment =
  | { readonly kind: "literal"; readonly id: string }
  | { readonly kind: "param" | "rest"; readonly name: string };

/** A collection's path, parsed. */
export interface PathPattern {
  /** The segments up to the collection's id, or up to the `{name=**}` that includes it. */
  readonly segments: readonly Segment[];
  /** What the documents' ids are called, where the path says so: `users/{uid}`. */
  readonly idSegment?: string;
  /** The id of the only document that is meant, where the path ends with one: `system/status`. */
  readonly documentId?: string;
}

const SEGMENT_NAME = /^[A-Za-z][A-Za-z0-9_]*$/u;

/**
 * Parses `users/{uid}/notes`, `users/{uid}` (the collection `users`, whose documents' ids are
 * called uid), `system/status` (a single document), `{path=**}` (every collection) or
 * `{path=**}/notes` (every collection `notes`).
 *
 * @throws Error with a sentence that says what to write instead
 */
export function parsePathPattern(text: string): PathPattern {
  const segments = text.split("/").map(parseSegment);
  const names = segments.flatMap((segment) => (segment.kind === "literal" ? [] : [segment.name]));
  if (new Set(names).size < names.length) throw new Error("each {name} may stand only once");
  const [first] = segments;
  if (first?.kind === "literal" && first.id.startsWith("_")) {
    throw new Error(
      "top-level collections that start with _ are the gateway's own; choose another id",
    );
  }
  const rest = segments.findIndex((segment) => segment.kind === "rest");
  return rest === -1 ? splitId(segments) : splitRest(segments, rest);
}

function parseSegment(text: string): Segment {
  const [, name, rest] = /^\{([^=}]*)(=\*\*)?\}$/u.exec(text) ?? [];
  if (name === undefined) return { kind: "literal", id: literalId(text) };
  if (!SEGMENT_NAME.test(name)) {
    throw new Error(`the name in ${text} must be letters, digits and _, and start with a letter`);
  }
  return { kind: rest === undefined ? "param" : "rest", name };
}

function literalId(text: string): string {
  const problem = /[{}]/u.test(text)
    ? "a segment is an id, {name} or {name=**}"
    : checkCollectionId(text);
  if (problem !== undefined) throw new Error(`segment ${JSON.stringify(text)}: ${problem}`);
  return text;
}

/** Without `**`: an odd number of segments ends with the collection, an even one with its documents, or one of them. */
function splitId(segments: readonly Segment[]): PathPattern {
  if (segments.length % 2 === 1) return { segments };
  const last = segments.at(-1) as Segment;
  const above = segments.slice(0, -1);
  if (last.kind !== "literal") return { segments: above, idSegment: last.name };
  const problem = checkNewDocumentId(last.id);
  if (problem !== undefined) throw new Error(`segment ${JSON.stringify(last.id)}: ${problem}`);
  return { segments: above, documentId: last.id };
}

/** `{name=**}` stands where a collection's id could, and at most a collection's id and {name} follow. */
function splitRest(segments: readonly Segment[], rest: number): PathPattern {
  const [collection, document, ...more] = segments.slice(rest + 1);
  if (rest % 2 === 1) throw new Error("{name=**} must stand in the place of a collection's id");
  if (more.length > 0)
    throw new Error("after {name=**} only a collection's id and {name} may follow");
  if (collection === undefined) return { segments };
  if (collection.kind !== "literal" || collection.id.startsWith("_")) {
    throw new Error("after {name=**} an id must follow, one that does not start with _");
  }
  if (document === undefined) return { segments };
  if (document.kind !== "param")
    throw new Error("after the collection's id only {name} may follow");
  return { segments: segments.slice(0, rest + 2), idSegment: document.name };
}

/** Whether it is the pattern of a single document in the collection of this path. */
export function hasDocumentIn(pattern: PathPattern, path: readonly string[]): boolean {
  if (pattern.documentId === undefined || pattern.segments.length !== path.length) return false;
  return pattern.segments.every(
    (segment, index) => segment.kind !== "literal" || segment.id === path[index],
  );
}

/**
 * The segments that a path of this many has to match, or undefined where no path so long does:
 * `{name=**}` counts for as many {names} as are missing.
 */
export function segmentsAt(pattern: PathPattern, length: number): readonly Segment[] | undefined {
  const { segments } = pattern;
  const rest = segments.findIndex((segment) => segment.kind === "rest");
  if (rest === -1) return segments.length === length ? segments : undefined;
  const tail = segments.slice(rest + 1);
  const missing = length - rest - tail.length;
  const least = tail.length === 0 ? 1 : 0;
  if (missing < least) return undefined;
  const filler = Array.from({ length: missing }, () => ({ kind: "param", name: "" }) as const);
  return [...segments.slice(0, rest), ...filler, ...tail];
}
