import { cpus } from "node:os";
import { CONTENDERS, type Contender } from "./contenders.ts";
import type { Measurement } from "./measure.ts";
import type { RowMeasurements } from "./measure-row.ts";

/** Rows by their titles. */
export type Results = ReadonlyMap<string, RowMeasurements>;

const HEAD = ["bare onCall", "firebase-admin", "gateway", "÷ bare", "÷ firebase-admin"];

/** Date, machine and runtime: figures mean nothing without. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${String(cpus().length)} × ${cpu?.model ?? "CPU"}, Node ${process.version}`;
}

export function throughput(results: Results): string {
  return table(["requests/s", ...HEAD], comparison(results, requestsPerSecond, 0));
}

export function cpuPerCall(results: Results): string {
  return table(["CPU ms/call", ...HEAD], comparison(results, cpuMsPerCall, 2));
}

/** Where calls are made one at a time. */
export function latency(results: Results): string {
  return table(["ms/call", ...HEAD], comparison(results, msPerCall, 1));
}

/** What each call comes to at Firestore: a gateway's own bookkeeping, for its quotas, too. */
export function firestorePerCall(results: Results): string {
  const per = (total: number, { calls }: Measurement) => (total / calls).toFixed(2);
  const lines = [...results].map(([title, { admin, gateway }]) => [
    title,
    per(gateway.roundTrips, gateway),
    ...[gateway, admin].flatMap((of) => [
      per(of.requests, of),
      per(of.reads, of),
      per(of.writes, of),
    ]),
  ]);
  const counted = ["requests", "reads", "writes"];
  const head = ["round trips", ...counted, ...counted.map((name) => `firebase-admin: ${name}`)];
  return table(["Firestore, per call", ...head], lines);
}

export function timeToFirstAnswer(medians: Readonly<Record<Contender, number>>): string {
  const row = new Map([["getDocument", medians]]);
  return table(["ms from start to first answer", ...HEAD], comparison(row, Number, 0));
}

function requestsPerSecond({ calls, tookMs }: Measurement): number {
  return (calls * 1000) / tookMs;
}

function msPerCall({ calls, tookMs }: Measurement): number {
  return tookMs / calls;
}

function cpuMsPerCall({ calls, cpuMs }: Measurement): number {
  return cpuMs / calls;
}

function comparison<T>(
  rows: ReadonlyMap<string, Readonly<Record<Contender, T>>>,
  of: (measured: T) => number,
  digits: number,
): string[][] {
  return [...rows].map(([title, row]) => {
    const [bare = NaN, admin = NaN, gateway = NaN] = CONTENDERS.map((name) => of(row[name]));
    const figures = [bare, admin, gateway].map((figure) => figure.toFixed(digits));
    return [title, ...figures, (gateway / bare).toFixed(2), (gateway / admin).toFixed(2)];
  });
}

/** In Markdown, with its columns aligned for a terminal. */
export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const write = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, column, widths[column] ?? 0)).join(" | ")} |`;
  const rule = widths.map((width, column) => "-".repeat(width - 1) + (column === 0 ? "-" : ":"));
  return [write(head), write(rule), ...lines.map(write)].join("\n");
}

function pad(cell: string, column: number, width: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
