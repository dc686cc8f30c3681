import { SHADOW_REPORT, type ShadowReport } from "../../../api/shadow-report.ts";
import { PlainError } from "../../command/plain-error.ts";

/**
 * The lines of the shadow in a log of JSON lines, or an array that `gcloud logging read
 * --format=json` has printed; all else in it is left out.
 *
 * @param file the name under which its faults are told
 * @throws PlainError for an array that is no JSON, and for the lines of a shadow of another version:
 * what they say would be lost
 */
export function readShadowLines(text: string, file: string): readonly ShadowReport[] {
  return text.trimStart().startsWith("[") ? ofArray(text, file) : ofLines(text, file);
}

function ofLines(text: string, file: string): readonly ShadowReport[] {
  return text.split("\n").flatMap((line, index) => lineOf(line, `${file}:${String(index + 1)}`));
}

function ofArray(text: string, file: string): readonly ShadowReport[] {
  return entries(text, file).flatMap((entry, index) => {
    const place = `${file}: entry ${String(index + 1)}`;
    if (typeof entry !== "object" || entry === null) return [];
    const { textPayload, jsonPayload } = entry as ExportedEntry;
    if (typeof textPayload === "string") return lineOf(textPayload, place);
    return reportOf(jsonPayload ?? entry, place);
  });
}

interface ExportedEntry {
  readonly jsonPayload?: unknown;
  readonly textPayload?: unknown;
}

function entries(text: string, file: string): readonly unknown[] {
  try {
    return JSON.parse(text) as readonly unknown[];
  } catch (cause) {
    throw new PlainError(`${file} is not JSON: ${(cause as Error).message}.`, { cause });
  }
}

function lineOf(line: string, place: string): readonly ShadowReport[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [];
  }
  return reportOf(value, place);
}

/** The gateway's log has the line as a member of its own. */
function ofGateway(entry: unknown): unknown {
  return (entry as { readonly shadowReport?: unknown } | null)?.shadowReport;
}

function reportOf(entry: unknown, place: string): readonly ShadowReport[] {
  const value = ofGateway(entry) ?? entry;
  const result = SHADOW_REPORT.safeParse(value);
  if (result.success) return [result.data];
  if (typeof value !== "object" || value === null || !("shadow" in value)) return [];
  const [issue] = result.error.issues;
  const where = issue?.path.join(" → ") ?? "";
  throw new PlainError(
    `${place} is a line of the shadow of another version (${where === "" ? "" : `${where}: `}${String(issue?.message)}): use the database-service of the shadow's own version.`,
  );
}
