import { cpus } from "node:os";
import { comparisonTable, type Comparisons } from "./comparison-table.ts";

interface Part {
  readonly title: string;
  /** By the quantity that each is about. */
  readonly tables: Record<string, unknown>;
}

/** What a run has measured: printed as Markdown as soon as it is there, and kept for programs. */
export class Report {
  readonly #parts: Part[] = [];
  readonly #begun = new Date();

  begin(title: string): void {
    this.#parts.push({ title, tables: {} });
    console.log(`\n## ${title}`);
  }

  compare(comparisons: Comparisons): void {
    this.add(comparisons.quantity, comparisonTable(comparisons), comparisons.rows);
  }

  /** @param data what the table says, for programs */
  add(quantity: string, table: string, data: unknown): void {
    console.log(`\n${table}`);
    const tables = this.#parts.at(-1)?.tables;
    if (tables) tables[quantity] = data;
  }

  /** All of it, with the spread of every figure. */
  toJson(): string {
    const { date, machine, node } = this.#circumstances();
    return `${JSON.stringify({ date, machine, node, parts: this.#parts }, undefined, 2)}\n`;
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
