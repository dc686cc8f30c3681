/** Whether simulations and ordeals run at length, as in `npm run soak`. */
const isSoak = process.env["SOAK"] === "true";

/** The number of times that something is tried: `short` by default, `long` in a soak. */
export function tries(counts: { readonly short: number; readonly long: number }): number {
  return isSoak ? counts.long : counts.short;
}

/** The seed that a short run has each time: what is new is for a soak to find, which has another each time. */
export function seed(short: number): { readonly seed?: number } {
  return isSoak ? {} : { seed: short };
}
