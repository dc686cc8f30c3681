import type { ShadowReport } from "../../../api/shadow-report.ts";
import type { DirectAccess } from "./direct-traffic.ts";
import { parseMigration } from "./migration-file.ts";
import { migrationStatus } from "./migration-status.ts";
import { hasAccountMoved, serviceProgressInWords } from "./service-progress.ts";

const since = "2026-11-20";
const API = "api@p.iam.gserviceaccount.com";
const migration = parseMigration(
  JSON.stringify({
    services: { web: { owner: "ann" }, ios: { owner: "eve" }, api: { owner: "bob", account: API } },
    collections: {
      users: {
        owner: "ann",
        services: { web: { stage: "gateway", since }, ios: { stage: "shadow", since } },
      },
      "users/{uid}/notes": { services: { web: { stage: "gateway", since } } },
      rooms: { services: { api: { stage: "locked", since } } },
      logs: { services: { api: { stage: "direct", since } } },
    },
  }),
  "migration.json",
);

const compared = (changes: object): ShadowReport => ({
  shadow: "compared",
  since: "2026-11-21T10:00:00Z",
  at: "2026-11-21T10:01:00Z",
  service: "ios",
  collection: "users",
  equal: 10,
  different: 0,
  unsettled: 0,
  skipped: 0,
  ...changes,
});
const difference = (
  service: string,
  collection: string,
  at = "2026-11-21T10:00:30Z",
): ShadowReport => ({
  shadow: "difference",
  at,
  service,
  collections: [collection],
  read: {
    method: "batchGet",
    parent: "projects/p/databases/d/documents",
    body: {},
    isRedacted: false,
  },
  differences: [
    { kind: "field-missing", path: "users/a", field: "name" },
    { kind: "field-missing", path: "users/b", field: "name" },
  ],
  more: 0,
  directMs: 1,
  gatewayMs: 1,
});
const access = (changes: Partial<DirectAccess>): DirectAccess => ({
  at: "2026-11-21T10:00:00.5Z",
  method: "RunQuery",
  principal: undefined,
  collections: ["users"],
  groups: [],
  ...changes,
});

const status = (reports: readonly ShadowReport[], direct?: readonly DirectAccess[]) =>
  migrationStatus({ migration, reports, log: direct && { direct, ofGateway: 0 } });
const nextOf = (reports: readonly ShadowReport[]) =>
  status(reports).collections.flatMap(({ uses }) => uses.map(({ next }) => next));

test("migration.json alone says how far each use is, and what is next", () => {
  expect(status([])).toMatchObject({ uses: 5, moved: 3, locked: 1, contradictions: [] });
  expect(status([])).not.toHaveProperty("callers");
  expect(nextOf([])).toEqual([
    "wait for ios",
    "let its shadow compare reads",
    "lock the collection",
    "done",
    "start its shadow",
  ]);
});

test("a shadow's reports since the stage decide what is next", () => {
  expect(nextOf([compared({})])[1]).toBe("route it to the gateway");
  expect(nextOf([compared({}), difference("ios", "users")])[1]).toBe("mend what differs");
  expect(nextOf([compared({ equal: 0, skipped: 3 })])[1]).toBe("let its shadow compare reads");
  const before = difference("ios", "users", "2026-11-19T23:59:59Z");
  expect(nextOf([compared({}), before])[1]).toBe("route it to the gateway");
});

test("a difference of what has moved speaks against migration.json, and is counted by what it is", () => {
  const { contradictions, differences } = status([
    difference("web", "users/{id}/notes"),
    difference("ios", "users"),
  ]);
  expect(contradictions).toEqual([
    "users/{uid}/notes: web is at the stage gateway since 2026-11-20, and its shadow reports 1 difference since then.",
  ]);
  expect(differences[0]).toMatchObject({ kind: "field-missing", field: "name", count: 2 });
});

test("who goes direct is named with the services that it may be", () => {
  const { callers, unlisted } = status(
    [],
    [
      access({ principal: API, collections: ["logs"] }),
      access({ principal: API, collections: [], method: "Listen", at: "2026-11-21T11:00:00Z" }),
      access({ principal: "x@p.com", collections: [], groups: ["audits"] }),
    ],
  );
  expect(callers).toEqual([
    {
      principal: API,
      services: ["api"],
      collections: ["logs"],
      methods: ["Listen", "RunQuery"],
      accesses: 2,
      unnamed: 1,
      lastAt: "2026-11-21T11:00:00Z",
    },
    expect.objectContaining({ principal: "x@p.com", services: [], collections: ["**/audits"] }),
  ]);
  expect(unlisted).toEqual(["**/audits"]);
});

test("direct access speaks against migration.json where all that it may be has moved", () => {
  const against = (changes: Partial<DirectAccess>) => status([], [access(changes)]).contradictions;
  expect(against({ collections: ["users"] })).toEqual([]);
  expect(against({ principal: API, collections: ["logs"] })).toEqual([]);
  expect(against({ collections: ["users/{id}/notes"] })).toEqual([
    "users/{uid}/notes: web has moved on 2026-11-20, and the log has 1 direct access by an app since then.",
  ]);
  expect(against({ collections: ["users/{id}/notes"], at: "2026-11-19T10:00:00Z" })).toEqual([]);
  expect(against({ collections: [], groups: ["notes"] })).toHaveLength(1);
  expect(against({ principal: API, collections: ["rooms"] })).toEqual([
    `rooms: api has moved on 2026-11-20, and the log has 1 direct access by ${API} since then.`,
  ]);
  expect(against({ principal: "x@p.com", collections: ["logs"] })).toEqual([
    "logs: x@p.com goes direct, and is no service that migration.json has for it.",
  ]);
});

test("a service that has moved with all of its collections can lose its roles, if no other runs as its account", () => {
  expect(status([]).services.map(serviceProgressInWords)).toEqual([
    "web (ann): 2 of 2 collections through the gateway",
    "ios (eve): 0 of 1 collection through the gateway",
    "api (bob): 1 of 2 collections through the gateway",
  ]);
  const [, , api] = status([]).services;
  expect(api && serviceProgressInWords({ ...api, moved: 2, isAccountFree: true })).toBe(
    `api (bob): 2 of 2 collections through the gateway; Firestore's roles can be taken from ${API}`,
  );
  const use = { stage: "gateway", since } as const;
  const moved = { collections: { users: { services: { api: use } } } };
  const services = { api: { owner: "bob", account: API }, cron: { owner: "bob", account: API } };
  expect(hasAccountMoved(API, { services, ...moved })).toBe(true);
  const logs = { services: { cron: { stage: "direct", since } } } as const;
  expect(hasAccountMoved(API, { services, collections: { ...moved.collections, logs } })).toBe(
    false,
  );
  expect(hasAccountMoved(API, { services, collections: {} })).toBe(false);
  expect(hasAccountMoved(API, { services, ...moved, gatewayAccount: API })).toBe(false);
});
