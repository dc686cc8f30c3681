/** Characters that a terminal obeys, or that turn the direction of what follows. */
const COMMANDS = /[\p{Cc}\u{200E}\u{200F}\u{2028}-\u{202E}\u{2066}-\u{2069}]/gu;

/** A text of somebody else's on one line, in which nothing is left that a terminal would obey. */
export function printable(text: string): string {
  return text.replaceAll(COMMANDS, "\u{FFFD}");
}
