import type { ShadowReport } from "../api/shadow-report.ts";

/** How many reads were compared. */
export const COMPARED: ShadowReport = {
  shadow: "compared",
  since: "2026-11-20T10:00:00Z",
  at: "2026-11-20T10:01:00Z",
  service: "web",
  collection: "users",
  equal: 3,
  different: 0,
  unsettled: 0,
  skipped: 0,
};

/** A query that was answered differently, with what it compares with and what was answered. */
export const DIFFERED: ShadowReport = {
  shadow: "difference",
  at: "2026-11-20T10:00:30Z",
  service: "web",
  collections: ["users"],
  read: {
    method: "runQuery",
    parent: "projects/p/databases/(default)/documents",
    body: {
      structuredQuery: {
        from: [{ collectionId: "users" }],
        where: { fieldFilter: { field: { fieldPath: "name" }, value: { stringValue: "secret" } } },
        limit: 3,
      },
    },
    isRedacted: false,
  },
  differences: [
    { kind: "field-value", path: "users/ada", field: "age", direct: "secret", gateway: "secret" },
    { kind: "error", gateway: "PERMISSION_DENIED" },
  ],
  more: 0,
  directMs: 1,
  gatewayMs: 2,
};
