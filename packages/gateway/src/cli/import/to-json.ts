/** JSON.stringify that knows the integers beyond a number's, and the number -0. */
export function toJson(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toJson).join(",")}]`;
  const entries = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}:${toJson(item)}`,
  );
  return `{${entries.join(",")}}`;
}
