import { DATABASE_FUNCTION } from "../../api/database-function.ts";
import { UPKEEP_FUNCTION } from "../../api/function-names.ts";

/** The module that is deployed. */
export function indexSource(extension: "js" | "ts"): string {
  return `import { gateway } from "@database-service/gateway";
import { notes } from "./collections/notes.${extension}";
import { quotas } from "./quotas.${extension}";

// One function for all callables: an app calls "${DATABASE_FUNCTION}/getDocument", and so on. And one
// that Cloud Scheduler calls, for what is to be done from time to time.
export const { ${DATABASE_FUNCTION}, ${UPKEEP_FUNCTION} } = gateway({
  collections: [notes],
  quotas,
  // Half the CPU of a call, for functions that are exported as they are.
  answerAtServer: true,
  // Where the functions run: the region of your Firestore database, or next to it.
  region: "us-central1",
});
`;
}

/** A collection to begin with. */
export function collectionSource(): string {
  return `import { admin, anyOf, collection, pathOwner } from "@database-service/gateway";
import * as z from "zod";

/** The notes of a user, which nobody else can write, and only admins can read. */
export const notes = collection("users/{uid}/notes", {
  schema: z.strictObject({
    text: z.string().max(10_000),
    pinned: z.exactOptional(z.boolean()),
  }),
  access: {
    read: anyOf(pathOwner("uid"), admin()),
    write: pathOwner("uid"),
  },
});
`;
}

/** Quotas to begin with. */
export function quotasSource(typescript: boolean): string {
  return `import { perDay, perMinute, perSecond${typescript ? ", type QuotaDefinition" : ""} } from "@database-service/gateway";

/** How much each caller may do. */
export const quotas${typescript ? ": QuotaDefinition" : ""} = {
  tiers: {
    anonymous: {
      calls: [perMinute(120)],
      reads: [perMinute(1_000), perDay(10_000)],
      writes: [perMinute(20)],
    },
    user: {
      calls: [perSecond(20, { burst: 100 }), perMinute(600)],
      reads: [perMinute(3_000), perDay(50_000)],
      writes: [perMinute(600), perDay(20_000)],
    },
    service: {
      calls: [perMinute(3_000)],
      reads: [perMinute(30_000)],
      writes: [perMinute(6_000)],
    },
    admin: {
      calls: [perMinute(3_000)],
      reads: [perMinute(30_000)],
      writes: [perMinute(6_000)],
    },
  },
};
`;
}
