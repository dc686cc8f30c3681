import { at, invalidAt, type Place } from "./place.ts";

/** The fields of a message, by their names in camel case. */
export type MessageFields<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

/**
 * The fields of a message in proto3's JSON form, whose names may be written in camel case or as
 * the proto has them, and where null is no value. Every field that is not known is refused: to
 * leave it out would do something else than was asked for.
 *
 * @throws GatewayError INVALID_REQUEST
 */
export function readMessage<Name extends string>(
  sent: unknown,
  names: readonly Name[],
  place?: Place,
): MessageFields<Name> {
  if (!isObject(sent)) throw invalidAt(place, "must be an object");
  const fields: Partial<Record<Name, unknown>> = {};
  for (const key of Object.keys(sent)) {
    const name = (names as readonly string[]).includes(key) ? (key as Name) : fromSnake(key, names);
    if (name === undefined) throw invalidAt(at(place, key), "is not known; remove it");
    const value = sent[key];
    if (value === null) continue;
    if (Object.hasOwn(fields, name)) throw invalidAt(at(place, key), "stands there twice");
    fields[name] = value;
  }
  return fields;
}

/** The one of these fields that is there: proto's `oneof`. @throws GatewayError INVALID_REQUEST */
export function oneOf<Name extends string>(
  fields: MessageFields<Name>,
  names: readonly Name[],
  place?: Place,
): Name {
  const [name, ...more] = names.filter((one) => fields[one] !== undefined);
  if (name !== undefined && more.length === 0) return name;
  throw invalidAt(place, `must have exactly one of ${names.join(", ")}`);
}

/** @throws GatewayError INVALID_REQUEST where it is no array */
export function readList(sent: unknown, place: Place): readonly unknown[] {
  if (sent === undefined) return [];
  if (Array.isArray(sent)) return sent;
  throw invalidAt(place, "must be an array");
}

/** @throws GatewayError INVALID_REQUEST where it is no text */
export function readText(sent: unknown, place: Place): string {
  if (typeof sent === "string") return sent;
  throw invalidAt(place, "must be a string");
}

/** @throws GatewayError INVALID_REQUEST where it is neither true nor false */
export function readBoolean(sent: unknown, place: Place): boolean {
  if (typeof sent === "boolean") return sent;
  throw invalidAt(place, "must be true or false");
}

/**
 * A whole number ≥ 0: as a number, in digits, or wrapped as `{"value": …}`.
 *
 * @throws GatewayError INVALID_REQUEST
 */
export function readCount(sent: unknown, place: Place): number {
  const value = isObject(sent) ? (readMessage(sent, ["value"], place).value ?? 0) : sent;
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  throw invalidAt(place, "must be a whole number, 0 or more");
}

/** The value of an enum, by its name or by its number. @throws GatewayError INVALID_REQUEST */
export function readEnum<Value>(
  sent: unknown,
  values: Readonly<Record<string, readonly [number, Value]>>,
  place: Place,
): Value {
  const found = Object.entries(values).find(
    ([name, [number]]) => sent === name || sent === number || sent === String(number),
  );
  if (found !== undefined) return found[1][1];
  throw invalidAt(place, `must be one of ${Object.keys(values).join(", ")}`);
}

export function isObject(sent: unknown): sent is Record<string, unknown> {
  return typeof sent === "object" && sent !== null && !Array.isArray(sent);
}

function fromSnake<Name extends string>(key: string, names: readonly Name[]): Name | undefined {
  if (!key.includes("_")) return undefined;
  const camel = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return names.find((name) => name === camel);
}
