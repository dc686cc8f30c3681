/** A line of two texts: of both, or of one alone. */
export interface LineEdit {
  readonly kind: "same" | "removed" | "added";
  readonly line: string;
}

/** By which lines two lists differ, with as many in common as can be. */
export function lineEdits(before: readonly string[], after: readonly string[]): LineEdit[] {
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < least - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const middle = (lines: readonly string[]) => lines.slice(head, lines.length - tail);
  return [
    ...same(before.slice(0, head)),
    ...middleEdits(middle(before), middle(after)),
    ...same(before.slice(before.length - tail)),
  ];
}

function same(lines: readonly string[]): LineEdit[] {
  return lines.map((line) => ({ kind: "same", line }));
}

function middleEdits(a: readonly string[], b: readonly string[]): LineEdit[] {
  const lengths = commonLengths(a, b);
  const edits: LineEdit[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      edits.push({ kind: "same", line: String(a[i]) });
      i += 1;
      j += 1;
    } else if (
      j >= b.length ||
      (i < a.length && lengthAt(lengths, i + 1, j) >= lengthAt(lengths, i, j + 1))
    ) {
      edits.push({ kind: "removed", line: String(a[i]) });
      i += 1;
    } else {
      edits.push({ kind: "added", line: String(b[j]) });
      j += 1;
    }
  }
  return edits;
}

/** How long the longest common sequence of lines is from each place on. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const lengths: number[][] = Array.from({ length: a.length + 1 }, () =>
    Array.from({ length: b.length + 1 }, () => 0),
  );
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = lengths[i] as number[];
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] =
        a[i] === b[j]
          ? lengthAt(lengths, i + 1, j + 1) + 1
          : Math.max(lengthAt(lengths, i + 1, j), lengthAt(lengths, i, j + 1));
    }
  }
  return lengths;
}

function lengthAt(lengths: readonly (readonly number[])[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}
