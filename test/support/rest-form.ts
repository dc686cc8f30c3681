import type { Fields, Value } from "../../packages/gateway/src/values/value.ts";
import { emulators } from "./emulators.ts";
import type { RawValue } from "./raw-firestore.ts";

type RawFields = Readonly<Record<string, RawValue>>;

const ROOT = `projects/${emulators.project}/databases/(default)/documents/`;

/** The fields as Firestore's REST API should have them: written from its reference, not from the gateway. */
export function restFields(fields: Fields): RawFields {
  return mapEntries(Object.entries(fields), restForm);
}

function restForm(value: Value): RawValue {
  if (value === null) return { nullValue: null };
  if (typeof value === "boolean") return { booleanValue: value };
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") {
    const isInteger = Number.isSafeInteger(value) && !Object.is(value, -0);
    return isInteger ? { integerValue: value.toFixed(0) } : { doubleValue: value };
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(restForm) } };
  const entries = Object.entries(value as Fields);
  const [[name, content] = ["", null] as const] = entries;
  if (entries.length !== 1 || !name.startsWith("$")) {
    return { mapValue: { fields: mapEntries(entries, restForm) } };
  }
  return tagged(name, content);
}

function tagged(tag: string, content: Value): RawValue {
  switch (tag) {
    case "$timestamp":
      return { timestampValue: content };
    case "$geoPoint":
      return { geoPointValue: content };
    case "$bytes":
      return { bytesValue: content };
    case "$number":
      return { doubleValue: content };
    case "$int64":
      return { integerValue: content };
    case "$reference": {
      const path = content as string;
      return { referenceValue: path.startsWith("projects/other/") ? path : ROOT + path };
    }
    case "$vector": {
      const values = (content as readonly Value[]).map((element) => ({
        doubleValue: typeof element === "number" ? element : (element as Fields)["$number"],
      }));
      const fields = { __type__: { stringValue: "__vector__" }, value: { arrayValue: { values } } };
      return { mapValue: { fields } };
    }
    case "$map":
      return { mapValue: { fields: mapEntries(content as [string, Value][], restForm) } };
    default:
      throw new TypeError(tag);
  }
}

/** What the REST API may leave out, put in: empty lists and maps, zeros, the last zeros of a second. */
export function completeFields(fields: RawFields): RawFields {
  return mapEntries(Object.entries(fields), complete);
}

function complete(value: RawValue): RawValue {
  const [[type, content] = ["", undefined] as const] = Object.entries(value);
  switch (type) {
    case "timestampValue": {
      const [, seconds = "", micros = ""] = /^([^.]*?)(?:\.(\d+))?Z$/.exec(content as string) ?? [];
      return { timestampValue: `${seconds}.${micros.padEnd(6, "0")}Z` };
    }
    case "geoPointValue":
      return { geoPointValue: { latitude: 0, longitude: 0, ...(content as object) } };
    case "arrayValue": {
      const { values = [] } = content as { values?: RawValue[] };
      return { arrayValue: { values: values.map(complete) } };
    }
    case "mapValue": {
      const { fields = {} } = content as { fields?: RawFields };
      return { mapValue: { fields: completeFields(fields) } };
    }
    default:
      return value;
  }
}

/** Without the traps of an object's own names: `__proto__` and the like stay names. */
function mapEntries<From, To>(
  entries: readonly (readonly [string, From])[],
  map: (from: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(entries.map(([name, value]) => [name, map(value)]));
}
