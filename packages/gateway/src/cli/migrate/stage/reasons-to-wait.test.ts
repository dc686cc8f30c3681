import type { ShadowReport } from "../../../api/shadow-report.ts";
import { reasonsToWait } from "./reasons-to-wait.ts";

const since = "2026-11-20";
const migration = {
  services: { web: { owner: "ann" }, api: { owner: "bob" } },
  collections: {
    users: {
      services: { web: { stage: "gateway", since }, api: { stage: "gateway", since } },
    },
    "users/{uid}/notes": { services: { web: { stage: "shadow", since } } },
  },
} as const;
const log = { direct: [], ofGateway: 3 };
const difference = (at: string, collections: string[]): ShadowReport => ({
  shadow: "difference",
  at,
  service: "web",
  collections,
  read: {
    method: "batchGet",
    parent: "projects/p/databases/d/documents",
    body: {},
    isRedacted: false,
  },
  differences: [],
  more: 0,
  directMs: 1,
  gatewayMs: 1,
});
const access = { at: "2026-11-27T10:00:00Z", method: "RunQuery", principal: "api@p.com" };
const none = { collections: [], groups: [] };

test("nothing speaks against a collection whose services have moved, and which nobody uses directly", () => {
  const reports = [
    difference("2026-11-19T00:00:00Z", ["users"]),
    difference("2026-11-21T00:00:00Z", ["rooms"]),
  ];
  const direct = [{ ...access, collections: ["rooms"], groups: [] }];
  expect(reasonsToWait("users", { migration, reports, log: { ...log, direct } })).toEqual([]);
});

test("a service that has not moved, and a collection that is not listed, are named", () => {
  expect(reasonsToWait("users/{x}/notes", { migration, reports: [], log })).toEqual([
    "users/{x}/notes: web is at the stage shadow.",
  ]);
  expect(reasonsToWait("rooms", { migration, reports: [], log })).toEqual([
    "rooms is not in migration.json.",
  ]);
});

test("differences since the last stage are counted", () => {
  const reports = [
    difference("2026-11-21T00:00:00Z", ["users"]),
    difference("2026-11-21T00:00:00Z", ["**/users"]),
  ];
  expect(reasonsToWait("users", { migration, reports, log })).toEqual([
    "users: the shadow reports 2 differences since 2026-11-20.",
  ]);
});

test.each([{ collections: ["users"], groups: [] }, { collections: [], groups: ["users"] }, none])(
  "direct traffic that may be the collection's is told: %j",
  (named) => {
    const direct = [{ ...access, ...named }];
    const [reason] = reasonsToWait("users", { migration, reports: [], log: { ...log, direct } });
    expect(reason).toContain("1 direct accesses, by api@p.com; the last at 2026-11-27T10:00:00Z");
  },
);
