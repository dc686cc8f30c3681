import { cpus } from "node:os";
import { comparisonTable, type Comparisons } from "./comparison-table.ts";
import { replaceTables } from "./replace-tables.ts";

interface Part {
  readonly title: string;
  /** In Markdown, by the quantity that each is about. */
  readonly tables: Record<string, string>;
  /** What the tables say. */
  readonly figures: Record<string, unknown>;
}

/** What a run has measured: printed as Markdown as soon as it is there, and kept for programs. */
export class Report {
  readonly #parts: Part[] = [];
  readonly #begun = new Date();

  begin(title: string): void {
    this.#parts.push({ title, tables: {}, figures: {} });
    console.log(`\n## ${title}`);
  }

  compare(comparisons: Comparisons): void {
    this.add(comparisons.quantity, comparisonTable(comparisons), comparisons.rows);
  }

  /** @param quantity the first cell of the table's head @param figures what the table says, for programs */
  add(quantity: string, table: string, figures: unknown): void {
    console.log(`\n${table}`);
    const part = this.#parts.at(-1);
    if (part === undefined) return;
    part.tables[quantity] = table;
    part.figures[quantity] = figures;
  }

  /** All of it, with the spread of every figure. */
  toJson(): string {
    const parts = this.#parts.map(({ title, figures }) => ({ title, figures }));
    return `${JSON.stringify({ ...this.#circumstances(), parts }, undefined, 2)}\n`;
  }

  /**
   * A page with this run's tables in place of those that it has.
   *
   * @throws Error for a table that the page has no place for
   */
  renew(page: string): string {
    return replaceTables(page, this.#parts, this.describeMachine());
  }

  /** Date, machine and runtime: figures mean nothing without. */
  describeMachine(): string {
    const { date, machine, node } = this.#circumstances();
    return `${date}, ${machine}, Node ${node}`;
  }

  #circumstances() {
    const [cpu] = cpus();
    return {
      date: this.#begun.toISOString().slice(0, 10),
      machine: `${String(cpus().length)} × ${cpu?.model ?? "CPU"}`,
      node: process.version,
    };
  }
}

/** Said beside the report, which it is no part of. */
export function sayProgress(what: string): void {
  console.error(`  ${what} ...`);
}
