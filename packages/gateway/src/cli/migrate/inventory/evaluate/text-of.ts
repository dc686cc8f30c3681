import { concatenate, varying, type Text } from "../value/text.ts";
import type { PossibleValue } from "../value/possible-value.ts";

/** Beyond so many possible texts only that they vary is kept. */
const MAX_TEXTS = 24;

/** The texts that values may be; what is none varies by its name. */
export function textsOf(values: readonly PossibleValue[], name: string): readonly Text[] {
  const texts = new Map<string, Text>();
  for (const value of values) {
    const text = textOf(value, name);
    texts.set(text.text, text);
  }
  // `email || ""` is no path without the e-mail.
  if ([...texts.values()].some(({ holes }) => holes.length > 0)) texts.delete("");
  if (texts.size === 0) return [varying(name, notKnown(name))];
  return [...texts.values()];
}

/**
 * The texts that values may be as a segment of a path: an empty one is what a variable starts
 * from, since no path has an empty segment.
 */
export function segmentTexts(values: readonly PossibleValue[], name: string): readonly Text[] {
  const texts = textsOf(values, name);
  return texts.map((text) => (text.text === "" ? varying(name, notKnown(name)) : text));
}

function textOf(value: PossibleValue, name: string): Text {
  if (value.kind === "text") return value;
  if (value.kind === "reference") return value.path;
  if (value.kind === "unknown") {
    const isState = value.name === "state";
    return isState ? varying(name, notKnown(name)) : varying(value.name, value.reason);
  }
  return varying(name, notKnown(name));
}

/** The reason for what only a running program knows. */
export function notKnown(name: string): string {
  return `\`${name}\` is not known before the program runs`;
}

/** Every way to put one of each of several texts one after the other. */
export function combinations(parts: readonly (readonly Text[])[]): readonly Text[] {
  let all: readonly Text[] = [concatenate([])];
  for (const part of parts) {
    const next = all.flatMap((before) => part.map((text) => concatenate([before, text])));
    all = next.length <= MAX_TEXTS ? next : all.map((before) => concatenate([before, any(part)]));
  }
  return all;
}

function any(texts: readonly Text[]): Text {
  const hole = texts.flatMap(({ holes }) => holes)[0];
  const name = hole?.name ?? "value";
  return varying(name, hole?.reason ?? `\`${name}\` has more values than are followed`);
}
