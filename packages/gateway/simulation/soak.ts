import { seeded } from "./random.ts";

/** Whether simulations and ordeals run at length, as in `npm run soak`. */
const isSoak = process.env["SOAK"] === "true";

/** The number of times that something is tried: `short` by default, `long` in a soak. */
export function tries(counts: { readonly short: number; readonly long: number }): number {
  return isSoak ? counts.long : counts.short;
}

/** Random numbers from 0 to below 1: the same in each ordinary run of the tests, others in each soak. */
export function chance(): () => number {
  return seeded(isSoak ? Date.now() : 1);
}
