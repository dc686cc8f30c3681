/**
 * Whether a field path is another or lies below it, both as text. Only dots outside of backticks
 * divide names.
 */
export function isAtOrBelow(field: string, ancestor: string): boolean {
  return field === ancestor || field.startsWith(`${ancestor}.`);
}
