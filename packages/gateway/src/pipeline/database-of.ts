import type { Call } from "../call/call.ts";
import { Registry } from "../collection/registry.ts";
import type { Gateway } from "../gateway.ts";

const NO_COLLECTIONS = new Registry([]);

/**
 * The gateway of the database that a request names. One that is not declared has no collections, so
 * that it can't be told from one whose collections are closed.
 */
export function databaseOf(
  request: unknown,
  { gateway, call }: { readonly gateway: Gateway; readonly call: Call },
): Gateway {
  const { database: id } = (request ?? {}) as { readonly database?: string };
  const found = gateway.database(id);
  if (found === undefined) return { ...gateway, collections: NO_COLLECTIONS };
  call.database = id;
  return found;
}
