/**
 * What becomes of a value that Firebase's client sends: JSON, in which undefined is null and a Date
 * its text.
 *
 * @param place names the value in errors
 * @throws TypeError for what JSON would lose, such as NaN, a bigint or an instance of a class
 */
export function encodeRequest(value: unknown, place: string): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) {
    return value.map((item, index) => encodeRequest(item, `${place}[${String(index)}]`));
  }
  if (isPlainObject(value)) {
    const entries = Object.entries(value).map(([name, field]) => {
      return [name, encodeRequest(field, `${place}.${name}`)] as const;
    });
    return Object.fromEntries(entries);
  }
  throw new TypeError(
    `${place}: ${describe(value)} can't be sent as JSON; send the tagged value that stands for it.`,
  );
}

/** Whatever realm it comes from: test runners have several. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  return `an instance of ${value.constructor.name}`;
}
