/** A figure of each. */
export function each<Name extends string, T>(
  of: Readonly<Record<Name, T>>,
  figure: (one: T) => number,
): Readonly<Record<Name, number>> {
  const names = Object.keys(of) as Name[];
  const figures = names.map((name) => [name, figure(of[name])]);
  return Object.fromEntries(figures) as Record<Name, number>;
}
