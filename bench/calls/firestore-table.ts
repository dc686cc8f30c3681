import type { Contender } from "../contenders.ts";
import type { Measurement } from "../measure.ts";
import { table } from "../report/table.ts";

/** Rows by their titles. */
export type Totals = ReadonlyMap<string, Readonly<Record<Contender, Measurement>>>;

const COUNTED = ["requests", "reads", "writes"] as const;

/** What each call comes to at Firestore: a gateway's own bookkeeping, for its quotas, too. */
export function firestoreTable(totals: Totals): string {
  const lines = [...totals].map(([title, { gateway, "firebase-admin": admin }]) => [
    title,
    perCall(gateway, "roundTrips"),
    ...COUNTED.map((name) => perCall(gateway, name)),
    ...COUNTED.map((name) => perCall(admin, name)),
  ]);
  const head = ["round trips", ...COUNTED, ...COUNTED.map((name) => `firebase-admin: ${name}`)];
  return table(["Firestore, per call", ...head], lines);
}

function perCall(measured: Measurement, name: "roundTrips" | (typeof COUNTED)[number]): string {
  return (measured[name] / measured.calls).toFixed(2);
}
