import type { Evaluated, Judged } from "./rule-value.ts";

/** `text.matches(pattern)`: whether all of the text is of the pattern. */
export function matches(value: Evaluated, pattern: RegExp): Judged {
  return typeof value === "string" ? pattern.test(value) : undefined;
}

/** `text.lower()`. */
export function lower(value: Evaluated): string | undefined {
  return typeof value === "string" ? value.toLowerCase() : undefined;
}

/** `text.upper()`. */
export function upper(value: Evaluated): string | undefined {
  return typeof value === "string" ? value.toUpperCase() : undefined;
}

/** `text.trim()`. */
export function trim(value: Evaluated): string | undefined {
  return typeof value === "string" ? value.trim() : undefined;
}

/** `text.split(separator)`, of a separator that stands for itself. */
export function split(value: Evaluated, separator: string): readonly string[] | undefined {
  return typeof value === "string" ? value.split(separator) : undefined;
}

/** `list.join(separator)`, of texts. */
export function join(value: Evaluated, separator: string): string | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === "string")
    ? value.join(separator)
    : undefined;
}
