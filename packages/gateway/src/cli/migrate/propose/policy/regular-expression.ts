/**
 * A regular expression of rules, RE2's, as one of JavaScript's that takes the same texts, written
 * as a literal; undefined where that is not sure.
 */
export function regularExpression(pattern: string): string | undefined {
  const flags = pattern.startsWith("(?i)") ? "iu" : "u";
  const source = translated(pattern.replace(/^\(\?i\)/, ""), flags === "iu");
  if (source === undefined) return undefined;
  const whole = `^(?:${source})$`;
  if (!isPattern(whole, flags)) return undefined;
  return `/${whole.replaceAll(/(?<!\\)\//g, String.raw`\/`)}/${flags}`;
}

function isPattern(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags).source !== "";
  } catch {
    return false;
  }
}

/** What RE2 and JavaScript spell and mean alike after a backslash, outside of brackets or within. */
const SAME = /^[dDtnrf^$\\.*+?()[\]{}|/]$/;
const SPACE = String.raw`\t\n\f\r `;

function translated(pattern: string, ignoresCase: boolean): string | undefined {
  let source = "";
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] as string;
    if (character === "\\") {
      const escape = escaped(pattern[at + 1] ?? "", inClass, ignoresCase);
      if (escape === undefined) return undefined;
      source += escape;
      at += 1;
    } else if (inClass) {
      if (character === "[") return undefined;
      inClass = character !== "]";
      source += character;
    } else if (character === "[") {
      if (/^\[\^?\]/.test(pattern.slice(at))) return undefined;
      inClass = true;
      source += character;
    } else if (character === "(" && pattern[at + 1] === "?" && pattern[at + 2] !== ":") {
      return undefined;
    } else if (character === "\n" || character === "\r") {
      return undefined;
    } else {
      source += character === "." ? String.raw`[^\n]` : character;
    }
  }
  return source;
}

function escaped(letter: string, inClass: boolean, ignoresCase: boolean): string | undefined {
  if (SAME.test(letter)) return `\\${letter}`;
  if (letter === "w" || letter === "W") return ignoresCase ? undefined : `\\${letter}`;
  if (letter === "s") return inClass ? SPACE : `[${SPACE}]`;
  if (letter === "S") return inClass ? undefined : `[^${SPACE}]`;
  if (letter === "-") return inClass ? String.raw`\-` : "-";
  return /^[^A-Za-z0-9\s]$/.test(letter) ? letter : undefined;
}
