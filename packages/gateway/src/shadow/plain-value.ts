import { encodeBase64 } from "../text/base64.ts";

/** A value in a form in which equal values are equal texts, whichever library has read it. */
export type PlainValue = string | PlainFields;

/** The fields of a document or a map, by name. */
export type PlainFields = readonly (readonly [name: string, value: PlainValue])[];

/** A value as Firestore's protocol has it, whether from JSON or from a library's protobuf. */
export type FirestoreValueJson = Readonly<Record<string, unknown>>;

export function plainFields(fields: Readonly<Record<string, unknown>>): PlainFields {
  return Object.entries(fields)
    .map(([name, value]) => [name, plainValue(value as FirestoreValueJson)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The name of the value's kind is in the text, so that 1 and "1" differ; whole doubles are integers. */
export function plainValue(proto: FirestoreValueJson): PlainValue {
  const key = Object.keys(proto).find(
    (name) => name.endsWith("Value") && proto[name] !== undefined,
  );
  const value = key === undefined ? undefined : proto[key];
  switch (key) {
    case "mapValue":
      return plainFields(((value as { readonly fields?: object }).fields as never) ?? {});
    case "arrayValue": {
      const { values } = value as { readonly values?: readonly FirestoreValueJson[] };
      return `array ${JSON.stringify((values ?? []).map(plainValue))}`;
    }
    case "integerValue":
      return `number ${String(value)}`;
    case "doubleValue":
      return `number ${Object.is(value, -0) ? "-0" : String(Number(value))}`;
    case "timestampValue":
      return `timestamp ${plainTime(value)}`;
    case "bytesValue":
      return `bytes ${value instanceof Uint8Array ? encodeBase64(value) : String(value)}`;
    case "geoPointValue": {
      const { latitude = 0, longitude = 0 } = value as { latitude?: number; longitude?: number };
      return `geoPoint ${String(latitude)} ${String(longitude)}`;
    }
    case "nullValue":
    case undefined:
      return "null";
    default:
      return `${key.replace("Value", "")} ${String(value)}`;
  }
}

/** Seconds and nanoseconds since 1970, of RFC 3339 or of a protobuf. */
export function plainTime(time: unknown): string {
  if (typeof time === "string") {
    const [, seconds = "", fraction = ""] = /^([^.]*?)(?:\.(\d+))?Z$/.exec(time) ?? [];
    return `${String(Date.parse(`${seconds}Z`) / 1000)}.${fraction.padEnd(9, "0")}`;
  }
  const { seconds = 0, nanos, nanoseconds } = time as Readonly<Record<string, number | string>>;
  return `${seconds}.${String(nanos ?? nanoseconds ?? 0).padStart(9, "0")}`;
}
