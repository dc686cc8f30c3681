/** What a terminal takes for commands: all control characters, but for those of lines and columns. */
const CONTROL = /(?!\r?\n|\t)\p{Cc}/gu;

/**
 * A text with the words of others (names in a file, in a log, in a report), as a stream takes it: to
 * a terminal their control characters are spelt out, and whoever pipes gets them as they are.
 */
export function terminalText(text: string, { isTTY }: Pick<NodeJS.WriteStream, "isTTY">): string {
  if (!isTTY) return text;
  return text.replaceAll(CONTROL, (control) => {
    return `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
