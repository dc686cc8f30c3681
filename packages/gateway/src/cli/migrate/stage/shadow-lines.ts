import { SHADOW_REPORT, type ShadowReport } from "../../../api/shadow-report.ts";

/**
 * The lines of the shadow in a log of JSON lines, or an array that `gcloud logging read
 * --format=json` has printed; all else in it is left out.
 */
export function readShadowLines(text: string): readonly ShadowReport[] {
  return text.trimStart().startsWith("[") ? entries(text) : text.split("\n").flatMap(lineOf);
}

function entries(text: string): readonly ShadowReport[] {
  return (JSON.parse(text) as readonly ExportedEntry[]).flatMap((entry) =>
    entry.textPayload === undefined
      ? reportOf(entry.jsonPayload ?? entry)
      : lineOf(entry.textPayload),
  );
}

interface ExportedEntry {
  readonly jsonPayload?: unknown;
  readonly textPayload?: string;
}

function lineOf(line: string): readonly ShadowReport[] {
  try {
    return reportOf(JSON.parse(line));
  } catch {
    return [];
  }
}

function reportOf(value: unknown): readonly ShadowReport[] {
  const result = SHADOW_REPORT.safeParse(value);
  return result.success ? [result.data] : [];
}
