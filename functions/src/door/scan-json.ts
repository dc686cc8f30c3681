/** What a text of JSON holds, as far as it must be known before it is parsed. */
export interface JsonStructure {
  /** Values and the names of fields: what a parser makes something of. */
  readonly nodes: number;
  /** Most arrays and objects around one another. */
  readonly depth: number;
  /** The index of the byte where the first number starts that is refused. */
  readonly refusedAt: number | undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What starts at a byte. Only ASCII counts: in UTF-8 it is never a part of another character. */
const Start = { NOTHING: 0, STRING: 1, OPEN: 2, CLOSE: 3, NUMBER: 4, WORD: 5 } as const;
const STARTS = table({
  [Start.STRING]: '"',
  [Start.OPEN]: "[{",
  [Start.CLOSE]: "]}",
  [Start.NUMBER]: "-0123456789",
  [Start.WORD]: "tfn",
});

/** What may stand in a number, and whether an exponent does. */
const InNumber = { NOT: 0, DIGIT: 1, EXPONENT: 2 } as const;
const NUMBERS = table({ [InNumber.DIGIT]: "0123456789+-.", [InNumber.EXPONENT]: "eE" });
/** From this length on a number may not be the double that it is read as; so may one with an exponent. */
const LONG_NUMBER = 16;
/** Of the shortest word: `true`, `null`; the rest of `false` starts nothing. */
const WORD_LENGTH = 4;
/** Most strings end before this, and are not worth a call into native code. */
const SHORT_STRING = 32;

/**
 * Reads over a text of JSON once, and keeps nothing. Of what is not JSON it tells at least as much
 * as a parser makes of it before it stops.
 *
 * @param accepts whether a long number may stand, from the index of its first byte to its last's
 */
export function scanJson(
  json: Buffer,
  accepts: (start: number, end: number) => boolean,
): JsonStructure {
  let nodes = 0;
  let level = 0;
  let depth = 0;
  let refusedAt: number | undefined;
  for (let at = 0; at < json.length; at++) {
    switch (STARTS[json[at] as number]) {
      case Start.STRING:
        nodes++;
        at = endOfString(json, at);
        break;
      case Start.OPEN:
        nodes++;
        if (++level > depth) depth = level;
        break;
      case Start.CLOSE:
        level--;
        break;
      case Start.NUMBER: {
        nodes++;
        const start = at;
        let seen: number = InNumber.NOT;
        for (let kind; (kind = NUMBERS[json[++at] as number] ?? InNumber.NOT) > 0;) seen |= kind;
        const mayDiffer = at - start >= LONG_NUMBER || seen >= InNumber.EXPONENT;
        if (mayDiffer && refusedAt === undefined && !accepts(start, at)) refusedAt = start;
        at--;
        break;
      }
      case Start.WORD:
        nodes++;
        at += WORD_LENGTH - 1;
        break;
      default:
    }
  }
  return { nodes, depth, refusedAt };
}

/** The index of the quote that ends the string whose first quote is at `start`, or of the text's end. */
export function endOfString(json: Buffer, start: number): number {
  let at = start + 1;
  while (at < json.length) {
    const near = at + SHORT_STRING;
    for (; at < near; at++) {
      if (json[at] === QUOTE) return at;
      if (json[at] === BACKSLASH) at++;
    }
    const quote = json.indexOf(QUOTE, at);
    if (quote === -1) return json.length;
    if (isEscaped(json, at, quote)) at = quote + 1;
    else return quote;
  }
  return json.length;
}

/** Whether an odd number of backslashes stands before an index, not before `from`. */
function isEscaped(json: Buffer, from: number, index: number): boolean {
  let at = index;
  while (at > from && json[at - 1] === BACKSLASH) at--;
  return (index - at) % 2 === 1;
}

function table(kinds: Readonly<Record<number, string>>): Uint8Array {
  const bytes = new Uint8Array(256);
  for (const [kind, characters] of Object.entries(kinds)) {
    for (const character of characters) bytes[character.charCodeAt(0)] = Number(kind);
  }
  return bytes;
}
