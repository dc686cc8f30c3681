/** Of field paths as text: a dot within a name stands in backticks, so every other one divides names. */
export function isAtOrBelow(field: string, ancestor: string): boolean {
  return field === ancestor || field.startsWith(`${ancestor}.`);
}
