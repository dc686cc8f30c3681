import { segmentsAt, type PathPattern, type Segment } from "./path-pattern.ts";

/** What the overlap of declared paths is judged by. */
interface Declared {
  readonly path: string;
  readonly pattern: PathPattern;
}

/** Whether every document of the first is one of the second. */
export function isSubset(a: PathPattern, b: PathPattern): boolean {
  if (b.documentId !== undefined && a.documentId !== b.documentId) return false;
  return lengths(a, b).every((length) => {
    const [narrow, wide] = [segmentsAt(a, length), segmentsAt(b, length)];
    return narrow === undefined || (wide !== undefined && covers(wide, narrow));
  });
}

/** Whether there is a collection of both. */
export function overlaps(a: PathPattern, b: PathPattern): boolean {
  return lengths(a, b).some(
    (length) => intersection(segmentsAt(a, length), segmentsAt(b, length)) !== undefined,
  );
}

/**
 * Refuses definitions that leave open which of them a path belongs to: two that share paths must
 * be one within the other, or a third one must stand for what they share.
 *
 * @throws Error that names both and says what to do
 */
export function checkOverlaps(definitions: readonly Declared[]): void {
  definitions.forEach((a, index) => {
    for (const b of definitions.slice(index + 1)) {
      if (isSubset(a.pattern, b.pattern) && isSubset(b.pattern, a.pattern)) {
        throw new Error(`${quote(a)} and ${quote(b)} are the same; declare it once`);
      }
      if (isAmbiguous(a, b, definitions)) {
        throw new Error(
          `${quote(a)} and ${quote(b)} share collections, and neither is more specific; ` +
            "make one of them narrower, or declare what they share",
        );
      }
    }
  });
}

function isAmbiguous(a: Declared, b: Declared, definitions: readonly Declared[]): boolean {
  if (isSubset(a.pattern, b.pattern) || isSubset(b.pattern, a.pattern)) return false;
  const [oneId, otherId] = [a.pattern.documentId, b.pattern.documentId];
  if (oneId !== undefined && otherId !== undefined && oneId !== otherId) return false;
  // A single document stands for no other of its collection.
  const within = definitions.filter(
    (other) =>
      other !== a &&
      other !== b &&
      other.pattern.documentId === (oneId ?? otherId) &&
      isSubset(other.pattern, a.pattern) &&
      isSubset(other.pattern, b.pattern),
  );
  return lengths(a.pattern, b.pattern).some((length) => {
    const shared = intersection(segmentsAt(a.pattern, length), segmentsAt(b.pattern, length));
    if (shared === undefined) return false;
    return !within.some((other) => {
      const segments = segmentsAt(other.pattern, length);
      return segments !== undefined && covers(segments, shared);
    });
  });
}

/** The lengths of collection paths worth a look: beyond them, `{name=**}` only repeats itself. */
function lengths(a: PathPattern, b: PathPattern): readonly number[] {
  const longest = Math.max(a.segments.length, b.segments.length) + 2;
  return Array.from({ length: longest }, (_, index) => index + 1).filter((n) => n % 2 === 1);
}

function covers(wide: readonly Segment[], narrow: readonly Segment[]): boolean {
  return wide.every((segment, index) => {
    if (segment.kind !== "literal") return true;
    const other = narrow[index];
    return other?.kind === "literal" && other.id === segment.id;
  });
}

function intersection(
  a: readonly Segment[] | undefined,
  b: readonly Segment[] | undefined,
): readonly Segment[] | undefined {
  if (a === undefined || b === undefined) return undefined;
  const shared = a.map((segment, index) => {
    const other = b[index] as Segment;
    if (segment.kind !== "literal") return other;
    return other.kind !== "literal" || other.id === segment.id ? segment : undefined;
  });
  return shared.includes(undefined) ? undefined : (shared as readonly Segment[]);
}

function quote({ path }: Declared): string {
  return JSON.stringify(path);
}
