import { RECORD_TTL_FIELD } from "./writes/request-record.ts";
import type { OwnCollection } from "./indexes/index-file.ts";

/** The gateway's own collections that clean themselves up. No definition can match them. */
export const ownCollections: readonly OwnCollection[] = [
  { collectionId: "_quotas", ttl: "expiresAt" },
  { collectionId: "_requests", ttl: RECORD_TTL_FIELD },
];
