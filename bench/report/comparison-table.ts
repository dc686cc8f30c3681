import { isMet, targetText } from "../target.ts";
import type { Comparison, Ratio } from "./comparison.ts";
import { table } from "./table.ts";

/** Comparisons of the same quantity. */
export interface Comparisons {
  /** The quantity, with its unit. */
  readonly quantity: string;
  /** Of the figures, after the point. */
  readonly digits: number;
  readonly rows: readonly Comparison[];
}

/** Medians of figures; of ratios, the spread too, and the target where there is one. */
export function comparisonTable({ quantity, digits, rows }: Comparisons): string {
  const names = Object.keys(rows[0]?.figures ?? {});
  const others = Object.keys(rows[0]?.ratios ?? {});
  const head = [quantity, ...names, ...others.map((name) => `÷ ${name}`)];
  const lines = rows.map(({ title, figures, ratios }) => [
    title,
    ...names.map((name) => figures[name]?.median.toFixed(digits) ?? ""),
    ...others.map((name) => (ratios[name] ? ratioText(ratios[name]) : "")),
  ]);
  return table(head, lines);
}

function ratioText(ratio: Ratio): string {
  const { median, min, max, target } = ratio;
  const text = `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
  if (target === undefined) return text;
  const verdict = isMet({ value: median, target }) ? "met" : "MISSED";
  return `${text}, ${targetText(target)} ${verdict}`;
}
