import type { ShadowDifference } from "../api/shadow-report.ts";
import { formatFieldPath } from "../paths/field-path.ts";
import type { Answer, ComparableDocument } from "./answer.ts";
import type { PlainFields, PlainValue } from "./plain-value.ts";

/** All that two answers differ by; with values, which a report may have to leave out. */
export function differencesOf(direct: Answer, gateway: Answer): readonly ShadowDifference[] {
  if (direct.kind === "documents" && gateway.kind === "documents") {
    return documentDifferences(direct.documents, gateway.documents);
  }
  if (direct.kind === "aggregates" && gateway.kind === "aggregates") {
    return fieldDifferences(direct.values, gateway.values, []).map((one) => ({
      ...one,
      kind: "aggregate",
    }));
  }
  const codes = { ...codeOf("direct", direct), ...codeOf("gateway", gateway) };
  return codes["direct"] === codes["gateway"] ? [] : [{ kind: "error", ...codes }];
}

/**
 * What no write in between can explain: other fields of the same version of a document.
 */
export function certainDifferences(direct: Answer, gateway: Answer): readonly ShadowDifference[] {
  if (direct.kind !== "documents" || gateway.kind !== "documents") return [];
  const theirs = byName(gateway.documents);
  return direct.documents.flatMap((own) => {
    const their = theirs.get(own.name);
    return their?.version === own.version ? sameDocument(own, their) : [];
  });
}

function codeOf(side: "direct" | "gateway", answer: Answer) {
  return answer.kind === "error" ? { [side]: answer.code } : {};
}

function documentDifferences(
  direct: readonly ComparableDocument[],
  gateway: readonly ComparableDocument[],
): readonly ShadowDifference[] {
  const own = byName(direct);
  const theirs = byName(gateway);
  const common = direct.filter(({ name }) => theirs.has(name));
  const other = gateway.filter(({ name }) => own.has(name));
  const moved = common.findIndex(({ name }, index) => other[index]?.name !== name);
  const first = common[moved];
  return [
    ...only("document-missing", direct, theirs),
    ...only("document-extra", gateway, own),
    ...(first === undefined ? [] : [{ kind: "document-order" as const, path: pathOf(first.name) }]),
    ...common.flatMap((one) => sameDocument(one, theirs.get(one.name) as ComparableDocument)),
  ];
}

function only(
  kind: "document-missing" | "document-extra",
  documents: readonly ComparableDocument[],
  others: ReadonlyMap<string, ComparableDocument>,
): readonly ShadowDifference[] {
  return documents
    .filter(({ name }) => !others.has(name))
    .map(({ name }) => ({ kind, path: pathOf(name) }));
}

function sameDocument(
  direct: ComparableDocument,
  gateway: ComparableDocument,
): readonly ShadowDifference[] {
  const path = pathOf(direct.name);
  const fields = fieldDifferences(direct.fields, gateway.fields, []);
  const version = direct.version === gateway.version ? [] : [{ kind: "document-version" as const }];
  return [...version, ...fields].map((one) => ({ ...one, path }));
}

function fieldDifferences(
  direct: PlainFields,
  gateway: PlainFields,
  above: readonly string[],
): readonly ShadowDifference[] {
  const own = new Map(direct);
  const theirs = new Map(gateway);
  const names = new Set([...own.keys(), ...theirs.keys()]);
  return [...names].flatMap((name): readonly ShadowDifference[] => {
    const path = [...above, name];
    const [a, b] = [own.get(name), theirs.get(name)];
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    if (typeof a === "object" && typeof b === "object") return fieldDifferences(a, b, path);
    const kind =
      b === undefined ? "field-missing" : a === undefined ? "field-extra" : "field-value";
    return [
      { kind, field: formatFieldPath(path), ...valueOf("direct", a), ...valueOf("gateway", b) },
    ];
  });
}

function valueOf(side: "direct" | "gateway", value: PlainValue | undefined) {
  if (value === undefined) return {};
  return { [side]: typeof value === "string" ? value : `map ${JSON.stringify(value)}` };
}

function byName(documents: readonly ComparableDocument[]): ReadonlyMap<string, ComparableDocument> {
  return new Map(documents.map((one) => [one.name, one]));
}

/** `users/ada` of `projects/p/databases/d/documents/users/ada`. */
function pathOf(name: string): string {
  return name.split("/").slice(5).join("/");
}
