/** A rules file that is not in the rules language, with the place of the first fault. */
export class RulesSyntaxError extends Error {
  override readonly name = "RulesSyntaxError";
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;

  constructor(problem: string, text: string, offset: number) {
    const before = text.slice(0, offset);
    const line = before.split("\n").length;
    const column = offset - before.lastIndexOf("\n");
    super(`${String(line)}:${String(column)}: ${problem}`);
    this.line = line;
    this.column = column;
  }
}
