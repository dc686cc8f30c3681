/**
 * Whether a resource is as it is declared: each member that is declared has the same value. What an
 * API adds by itself, such as names and times, is not looked at, and long integers may be texts.
 */
export function isAsDeclared(declared: unknown, stored: unknown): boolean {
  if (Array.isArray(declared)) {
    return (
      Array.isArray(stored) &&
      declared.length === stored.length &&
      declared.every((one, index) => isAsDeclared(one, stored[index]))
    );
  }
  if (typeof declared !== "object" || declared === null) {
    return typeof stored === "string" || typeof stored === "number"
      ? String(declared) === String(stored)
      : declared === stored;
  }
  if (typeof stored !== "object" || stored === null) return Object.keys(declared).length === 0;
  return Object.entries(declared).every(([name, value]) =>
    isAsDeclared(value, (stored as Readonly<Record<string, unknown>>)[name]),
  );
}
