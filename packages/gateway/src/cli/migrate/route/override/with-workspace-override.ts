import type { PackageOverride } from "./with-override.ts";

/**
 * A pnpm-workspace.yaml with an override, all else as it is written; the same text where it has it,
 * and undefined where its overrides stand in one line, which is not edited.
 */
export function withWorkspaceOverride(
  text: string,
  { name, spec }: PackageOverride,
): string | undefined {
  const entry = `${JSON.stringify(name)}: ${JSON.stringify(spec)}`;
  const other = new RegExp(`^([ \\t]+)["']?${name}["']?[ \\t]*:.*$`, "m");
  if (other.test(text)) return text.replace(other, (_, indent: string) => indent + entry);
  const overrides = /^overrides[ \t]*:[ \t]*(?:#.*)?(\r?\n)([ \t]+)/m.exec(text);
  if (overrides !== null) {
    const [whole, lineEnd = "\n", indent = "  "] = overrides;
    const at = overrides.index + whole.length;
    return `${text.slice(0, at)}${entry}${lineEnd}${indent}${text.slice(at)}`;
  }
  if (/^["']?overrides["']?[ \t]*:/m.test(text)) return undefined;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === "" || text.endsWith("\n") ? "" : lineEnd;
  return `${text}${gap}overrides:${lineEnd}  ${entry}${lineEnd}`;
}
