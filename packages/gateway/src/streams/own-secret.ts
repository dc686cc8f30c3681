import type { Gateway } from "../gateway.ts";

/** The key with which quotas hash callers' addresses, whichever database is listened to; undefined until it was needed. */
export function ownSecret(gateway: Pick<Gateway, "database">): Uint8Array | undefined {
  return gateway.database(undefined)?.secret.known("address");
}
