import type { JsonValue } from "../../documents/firestore-json.ts";

/**
 * The messages of google.firestore.v1.Listen, as the gRPC client takes and gives them: 64-bit
 * integers as texts, enums by name, bytes as buffers, and every member there.
 * @see https://firebase.google.com/docs/firestore/reference/rpc/google.firestore.v1
 */
export interface ProtoTimestamp {
  readonly seconds: string | number;
  readonly nanos: number;
}

export interface ProtoDocument {
  readonly name: string;
  readonly fields: Readonly<Record<string, ProtoValue>>;
  readonly createTime: ProtoTimestamp;
  readonly updateTime: ProtoTimestamp;
}

/** A value, with the name of its only member beside it. */
export interface ProtoValue {
  readonly valueType?: string;
  readonly timestampValue?: ProtoTimestamp;
  readonly bytesValue?: Uint8Array;
  readonly doubleValue?: number;
  readonly mapValue?: { readonly fields: Readonly<Record<string, ProtoValue>> };
  readonly arrayValue?: { readonly values: readonly ProtoValue[] };
}

export interface ProtoResponse {
  /** The only member that is there. */
  readonly responseType?: string;
  readonly targetChange?: {
    readonly targetChangeType: string;
    readonly targetIds: readonly number[];
    readonly cause: { readonly code: number; readonly message: string } | null;
    readonly resumeToken: Uint8Array;
    readonly readTime: ProtoTimestamp | null;
  };
  readonly documentChange?: {
    readonly document: ProtoDocument;
    readonly targetIds: readonly number[];
    readonly removedTargetIds: readonly number[];
  };
  readonly documentDelete?: ProtoGone;
  readonly documentRemove?: ProtoGone;
  readonly filter?: {
    readonly targetId: number;
    readonly count: number;
    readonly unchangedNames: {
      readonly bits: { readonly bitmap: Uint8Array; readonly padding: number } | null;
      readonly hashCount: number;
    } | null;
  };
}

export interface ProtoGone {
  readonly document: string;
  readonly removedTargetIds: readonly number[];
}

/** RFC 3339, UTC, with microseconds. */
export function fromProtoTime({ seconds, nanos }: ProtoTimestamp): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, "0")}Z`;
}

/** @param time RFC 3339, UTC, with microseconds */
export function toProtoTime(time: string): ProtoTimestamp {
  const seconds = Date.parse(`${time.slice(0, 19)}Z`) / 1000;
  return { seconds, nanos: Number(time.slice(20, 26)) * 1000 };
}

/** A value in Firestore's REST form, as gRPC has it. */
export function toProtoValue(json: JsonValue): ProtoValue {
  if ("timestampValue" in json) return { timestampValue: toProtoTime(json.timestampValue) };
  if ("nullValue" in json) return { nullValue: "NULL_VALUE" } as ProtoValue;
  if ("bytesValue" in json) return { bytesValue: Buffer.from(json.bytesValue, "base64") };
  if ("doubleValue" in json) return { doubleValue: Number(json.doubleValue) };
  if ("arrayValue" in json) {
    return { arrayValue: { values: (json.arrayValue.values ?? []).map(toProtoValue) } };
  }
  if ("mapValue" in json) {
    const entries = Object.entries(json.mapValue.fields ?? {});
    return {
      mapValue: { fields: fieldsOf(entries.map(([name, value]) => [name, toProtoValue(value)])) },
    };
  }
  return json as ProtoValue;
}

/** A value as gRPC has it, in Firestore's REST form. */
export function fromProtoValue(proto: ProtoValue): JsonValue {
  const { valueType, ...value } = proto;
  if (value.timestampValue) return { timestampValue: fromProtoTime(value.timestampValue) };
  if (value.bytesValue) return { bytesValue: Buffer.from(value.bytesValue).toString("base64") };
  if (value.doubleValue !== undefined) return { doubleValue: fromDouble(value.doubleValue) };
  if (value.arrayValue)
    return { arrayValue: { values: value.arrayValue.values.map(fromProtoValue) } };
  if (value.mapValue) return { mapValue: { fields: fromProtoFields(value.mapValue.fields) } };
  return valueType === "nullValue" ? { nullValue: null } : (value as JsonValue);
}

export function fromProtoFields(
  fields: Readonly<Record<string, ProtoValue>>,
): Readonly<Record<string, JsonValue>> {
  return fieldsOf(Object.entries(fields).map(([name, value]) => [name, fromProtoValue(value)]));
}

/** What JSON has no number for is a text in it. */
function fromDouble(double: number): number | string {
  return Number.isFinite(double) ? double : String(double);
}

/** An own member for each name, `__proto__` too. */
function fieldsOf<Field>(entries: readonly (readonly [string, Field])[]): Record<string, Field> {
  return Object.fromEntries(entries);
}
