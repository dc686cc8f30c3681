/** A part of a text that the source does not fix, and why. */
export interface Hole {
  readonly name: string;
  readonly reason: string;
}

/** A text as far as the source fixes it; what varies stands in it as `{name}`. */
export interface Text {
  readonly kind: "text";
  readonly text: string;
  readonly holes: readonly Hole[];
}

/** A text that the source spells out. */
export function literal(text: string): Text {
  return { kind: "text", text, holes: [] };
}

/** A text of which only a name for what varies is known. */
export function varying(name: string, reason: string): Text {
  return { kind: "text", text: `{${name}}`, holes: [{ name, reason }] };
}

/** Several texts as one, one after the other. */
export function concatenate(texts: readonly Text[]): Text {
  return {
    kind: "text",
    text: texts.map(({ text }) => text).join(""),
    holes: texts.flatMap(({ holes }) => holes),
  };
}

/** Texts with slashes between them, as segments of a path. */
export function joinPath(texts: readonly Text[]): Text {
  const slash = literal("/");
  return concatenate(texts.flatMap((text, index) => (index === 0 ? [text] : [slash, text])));
}
