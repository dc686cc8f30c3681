/** How evenly something is divided, by Jain's index: 1 is all alike, 1/n is all to one of n. NaN for nothing. */
export function fairness(parts: readonly number[]): number {
  const sum = parts.reduce((total, part) => total + part, 0);
  const squares = parts.reduce((total, part) => total + part * part, 0);
  return (sum * sum) / (parts.length * squares);
}
