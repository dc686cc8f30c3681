/** A part of a text: as it is, or an expression that gives it. */
export type TextPart = string | { readonly code: string };

/** A text of several parts as JavaScript spells it. */
export function spelled(parts: readonly TextPart[], quote: string): string {
  if (parts.every((part) => typeof part === "string")) {
    return `${quote}${parts.join("").replaceAll(/[\\"']/g, (mark) => (mark === quote || mark === "\\" ? `\\${mark}` : mark))}${quote}`;
  }
  const texts = parts.map((part) =>
    typeof part === "string" ? part.replaceAll(/[\\`$]/g, "\\$&") : `\${${part.code}}`,
  );
  return `\`${texts.join("")}\``;
}
