import { defineBoolean, defineInt, defineString } from "@database-service/gateway";

/** What an owner sets per project, in `functions/.env.<project>` or when a deploy asks. */
export const settings = {
  region: defineString("REGION", {
    default: "us-central1",
    description: "Where the functions run: the region of your Firestore database, or next to it.",
  }),
  memoryMib: defineInt("MEMORY_MIB", {
    default: 512,
    description:
      "Memory of one instance, in MiB. A third of it is for large requests: with less than 512, fewer than two of the largest at once.",
  }),
  minInstances: defineInt("MIN_INSTANCES", {
    default: 0,
    description: "Instances of each function that are kept warm.",
  }),
  maxInstances: defineInt("MAX_INSTANCES", {
    default: 100,
    description: "Most instances of each function.",
  }),
  concurrency: defineInt("CONCURRENCY", {
    default: 80,
    description: "Calls that one instance answers at the same time.",
  }),
  corsOrigins: defineString("CORS_ORIGINS", {
    default: "*",
    description: "Web origins that may call, separated by commas; * for every origin.",
  }),
  enforceAppCheck: defineBoolean("ENFORCE_APP_CHECK", {
    default: false,
    description: "Whether calls without a valid App Check token are refused.",
  }),
  checkRevoked: defineString("CHECK_REVOKED", {
    default: "off",
    description:
      "Whose tokens are refused once they are revoked or their account is disabled: off, admins (and services), or all.",
  }),
  databaseId: defineString("DATABASE_ID", {
    default: "(default)",
    description: "The Firestore database behind the gateway.",
  }),
  deadlineMs: defineInt("DEADLINE_MS", {
    default: 10_000,
    description: "How long a call may take, in milliseconds, before it answers unavailable.",
  }),
  trustedHops: defineInt("TRUSTED_HOPS", {
    default: 1,
    description:
      "Proxies of your own before the functions, Google's front end included: 1, or 2 behind a load balancer. Anonymous callers are told apart by the address that the outermost of them saw.",
  }),
};
