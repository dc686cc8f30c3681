export interface PreparedWrite { needsRead: boolean; apply(x: unknown): never; check(x: unknown): never[]; fields: never; mask?: never; transforms?: never }
export function prepareWrite(..._a: unknown[]): PreparedWrite { throw new Error("not yet"); }
