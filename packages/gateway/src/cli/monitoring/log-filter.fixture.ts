/**
 * Whether a line of the gateway's matches a filter of Cloud Logging, of which it knows what is used
 * here: AND, OR, brackets, presence (`:*`), equality, and numbers that are greater.
 *
 * @see https://cloud.google.com/logging/docs/view/logging-query-language
 */
export function matches(filter: string, line: Readonly<Record<string, unknown>>): boolean {
  const tokens = [...filter.matchAll(/\(|\)|[\w.]+(?::\*|>=?[\d.]+|="[^"]*"|=\w+)|AND|OR/g)].map(
    ([token]) => token,
  );
  if (tokens.join("") !== filter.replaceAll(/ (?=(?:[^"]*"[^"]*")*[^"]*$)/g, "")) {
    throw new Error(`Not all of ${filter} is understood.`);
  }
  const either = (): boolean => {
    let value = both();
    while (tokens[0] === "OR") value = (tokens.shift(), both()) || value;
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (tokens[0] === "AND") value = (tokens.shift(), one()) && value;
    return value;
  };
  const one = (): boolean => {
    const token = tokens.shift() ?? "";
    if (token !== "(") return compared(token, line);
    const value = either();
    tokens.shift();
    return value;
  };
  return either();
}

function compared(token: string, { severity, ...payload }: Readonly<Record<string, unknown>>) {
  const [, path = "", operator = "", text = ""] = /^([\w.]+)(:|>=|>|=)(.*)$/.exec(token) ?? [];
  const entry = { severity, jsonPayload: payload };
  return valuesAt(entry, path.split(".")).some((value) => {
    if (operator === ":") return value !== undefined && value !== null;
    if (operator === "=") return String(value) === text.replaceAll(/^"|"$/g, "");
    if (typeof value !== "number") return false;
    return operator === ">" ? value > Number(text) : value >= Number(text);
  });
}

/** What stands at a path, of an array each of its elements. */
function valuesAt(value: unknown, [name, ...rest]: readonly string[]): readonly unknown[] {
  if (Array.isArray(value))
    return value.flatMap((one) => valuesAt(one, name === undefined ? [] : [name, ...rest]));
  if (name === undefined) return [value];
  return valuesAt((value as Record<string, unknown> | undefined)?.[name], rest);
}
