import type { Domain } from "node:domain";

/**
 * Leaves the domain that functions-framework runs each request in.
 *
 * A domain (deprecated by Node) marks every promise that is made in it, which takes a fifth of a
 * call's CPU. And what calls share, such as connections, would belong to the call that happened to
 * open them: it would be told of their faults long after it has ended. What the domain would
 * catch, nothing here throws; where something does all the same, nobody knows what state the
 * process is in, and it ends.
 *
 * @see https://nodejs.org/api/domain.html#warning-dont-ignore-errors
 */
export function leaveDomain(): void {
  // Not there at all where nobody has loaded `node:domain`.
  const { domain } = process as { readonly domain?: Domain | null };
  domain?.exit();
}
