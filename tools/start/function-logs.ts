/** What is printed before is about the emulators themselves. */
const BEGINNING = "functions: Watching";

const MARKS = { log: ">", warning: "⚠", error: "⬢", done: "✔", progress: "i" } as const;

/**
 * What a developer wants to see of the functions emulator's output, line by line: what the
 * functions log (not below INFO, and not what is measured for operators), and what keeps them from
 * being loaded. A line without a mark of its own goes on with the one before.
 */
export class FunctionLogs {
  #rest = "";
  #begun = false;
  #goesOn = false;

  /** Takes output as it comes, in pieces of any size; the result is the whole lines worth showing. */
  take(output: string): string[] {
    const lines = (this.#rest + output).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#shown(line));
  }

  #shown(line: string): string[] {
    this.#begun ||= line.includes(BEGINNING);
    if (!this.#begun) return [];
    const mark = Object.values(MARKS).find((each) => line.startsWith(`${each} `));
    switch (mark) {
      case MARKS.log: {
        const entry = readEntry(line.slice(1).trim());
        this.#goesOn = entry !== undefined;
        return entry === undefined ? [] : [entry];
      }
      case MARKS.warning:
      case MARKS.error:
        this.#goesOn = /^. +functions?\b/.test(line);
        return this.#goesOn ? [line] : [];
      case MARKS.done:
      case MARKS.progress:
        this.#goesOn = false;
        return [];
      case undefined:
        // What is thrown while the functions are loaded is printed as it is.
        this.#goesOn ||= /^\w*Error\b/.test(line);
        return this.#goesOn && line.trim() !== "" ? [line] : [];
    }
  }
}

/** What each instance of a callable logs every minute. */
const METRICS = "quota metrics";

/** A log entry as one line; undefined for what is not worth one. */
export function readEntry(text: string): string | undefined {
  const entry = parseEntry(text);
  if (entry === undefined) return text;
  const { severity, message, ...rest } = entry;
  if (severity === "DEBUG" || message === METRICS) return undefined;
  const more = Object.keys(rest).length === 0 ? "" : ` ${JSON.stringify(rest)}`;
  return `${String(severity)} ${String(message)}${more}`;
}

/** Structured entries are JSON; what is printed otherwise stays as it is. */
function parseEntry(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
