import type { Node } from "oxc-parser";
import { unwrap } from "../inventory/evaluate/name-of.ts";
import type { FileEdit } from "./file-edit.ts";

/** An object with these properties, each on a line of its own. */
export function objectText(properties: readonly string[], indent: string, step: string): string {
  return `{\n${properties.map((each) => `${indent}${step}${each},\n`).join("")}${indent}}`;
}

/** Adds properties to settings that are there, in their own form. */
export function addProperties(edit: FileEdit, settings: Node, properties: readonly string[]): void {
  const inner = unwrap(settings);
  const indent = edit.indentAt(settings.start);
  if (inner.type !== "ObjectExpression") {
    const all = [`...${edit.source(settings)}`, ...properties];
    edit.replace(settings, objectText(all, indent, edit.indent));
    return;
  }
  const last = inner.properties.at(-1);
  if (last === undefined) {
    edit.replace(inner, objectText(properties, indent, edit.indent));
    return;
  }
  const isOnLines = edit.text.slice(inner.start, last.start).includes("\n");
  const separator = isOnLines ? `,\n${edit.indentAt(last.start)}` : ", ";
  edit.insert(last.end, properties.map((each) => `${separator}${each}`).join(""));
}
