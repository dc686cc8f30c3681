/** A figure, and what it is to be. */
export interface Figure {
  readonly value: number;
  readonly target: Target;
}

export type Target = { readonly atMost: number } | { readonly atLeast: number };

export function isMet({ value, target }: Figure): boolean {
  return "atMost" in target ? value <= target.atMost : value >= target.atLeast;
}

export function targetText(target: Target): string {
  return "atMost" in target ? `≤ ${String(target.atMost)}` : `≥ ${String(target.atLeast)}`;
}
