import type { ShadowDifference, ShadowRead, ShadowReport } from "../api/shadow-report.ts";

type ReportedValue = ShadowRead["body"][string];

/** What in a query holds values; all else is structure, names of fields and ids of documents. */
const WITH_VALUES = new Set(["value", "values", "queryVector"]);

/** The line without values: paths, names of fields and kinds of difference stay. */
export function withoutValues(line: ShadowReport): ShadowReport {
  if (line.shadow === "compared") return line;
  return { ...line, read: redacted(line.read), differences: line.differences.map(withoutSides) };
}

/** Codes of errors are no values. */
function withoutSides(difference: ShadowDifference): ShadowDifference {
  if (difference.kind === "error") return difference;
  const { direct: _, gateway: __, ...rest } = difference;
  return rest;
}

/** The read without the values that its query compares with. */
function redacted(read: ShadowRead): ShadowRead {
  let isRedacted = false;
  const without = (json: ReportedValue, holder?: string): ReportedValue => {
    if (Array.isArray(json)) return json.map((one) => without(one, holder));
    if (typeof json !== "object" || json === null) return json;
    const kept = Object.entries(json).filter(([key]) => {
      const isValue = WITH_VALUES.has(key) && holder !== "limit";
      isRedacted ||= isValue;
      return !isValue;
    });
    return Object.fromEntries(kept.map(([key, value]) => [key, without(value, key)]));
  };
  const body = without(read.body) as ShadowRead["body"];
  return { ...read, body, isRedacted: isRedacted || read.isRedacted };
}
