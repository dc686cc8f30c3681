/** Whether simulations and ordeals run at length, as `npm run soak` has them; else as many as a change can wait for. */
const isSoak = process.env["SOAK"] === "true";

/** How often something is tried: `short` by default, `long` in a soak. */
export function tries(of: { readonly short: number; readonly long: number }): number {
  return isSoak ? of.long : of.short;
}
