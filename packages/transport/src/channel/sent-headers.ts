/** What counts for nothing at the gateway: an API key, and what routes requests within Google. */
const LEFT_OUT = new Set([
  "x-goog-api-key",
  "google-cloud-resource-prefix",
  "x-goog-request-params",
]);

/**
 * The headers of a request to the gateway, by their names in lower case: the same for all, so that a
 * browser asks once whether it may send them.
 */
export function sentHeaders(
  headers: Readonly<Record<string, string | number>>,
): Readonly<Record<string, string>> {
  const all = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return Object.fromEntries(all.filter(([name = ""]) => !LEFT_OUT.has(name))) as Record<
    string,
    string
  >;
}
