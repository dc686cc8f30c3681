import {
  entryOf,
  isAllLocked,
  lockedCollections,
  parseMigration,
  withLocked,
} from "./migration-file.ts";

const MIGRATION = {
  gatewayAccount: "gateway@p.iam.gserviceaccount.com",
  services: {
    web: { owner: "ann" },
    api: { owner: "bob", account: "api@p.iam.gserviceaccount.com" },
  },
  collections: {
    users: {
      services: {
        web: { stage: "gateway", since: "2026-11-20" },
        api: { stage: "shadow", since: "2026-11-21" },
      },
    },
    "users/{uid}/notes": { services: { web: { stage: "locked", since: "2026-11-22" } } },
  },
};
const parsed = (changes: object = {}) =>
  parseMigration(JSON.stringify({ ...MIGRATION, ...changes }), "migration.json");

test("what is right comes back as it is", () => {
  expect(parsed()).toEqual(MIGRATION);
  expect(lockedCollections(parsed())).toEqual(["users/{uid}/notes"]);
});

test.each([
  [{ colections: {} }, 'migration.json: Unrecognized key: "colections".'],
  [{ services: { web: { owner: 7 } } }, /^migration\.json: services → web → owner: /],
  [{ services: { web: { owner: "ann" } } }, /users → services → api: the service api has no entry/],
  [
    { collections: { users: { services: { web: { stage: "shadowed", since: "2026-11-20" } } } } },
    /users → services → web → stage: /,
  ],
  [
    { collections: { users: { services: { web: { stage: "direct", since: "soon" } } } } },
    /web → since: /,
  ],
  [
    {
      collections: {
        users: {
          services: {
            web: { stage: "locked", since: "2026-11-20" },
            api: { stage: "direct", since: "2026-11-20" },
          },
        },
      },
    },
    /locked for all services or for none/,
  ],
  [{ collections: { users: { services: {} } } }, /users → services: name the services that use it/],
  [
    { collections: { "users/ada": { services: {} } } },
    "migration.json: collections: users/ada: it is a document; lock its collection.",
  ],
])("one thing that is wrong is said, with its place: %j", (changes, message) => {
  expect(() => parsed(changes)).toThrow(message);
});

test("what is no JSON is said", () => {
  expect(() => parseMigration("{", "migration.json")).toThrow(/migration\.json is not JSON/);
});

test("a collection is found whatever its variables are called, and locked for all its services", () => {
  expect(entryOf(parsed(), "users/{id}/notes")?.[0]).toBe("users/{uid}/notes");
  const locked = withLocked(parsed(), "users", "2026-11-27");
  expect(locked.collections["users"]?.services).toEqual({
    web: { stage: "locked", since: "2026-11-27" },
    api: { stage: "locked", since: "2026-11-27" },
  });
  expect(withLocked(locked, "users", "2026-12-01")).toEqual(locked);
  expect([parsed(), locked, parsed({ collections: {} })].map(isAllLocked)).toEqual([
    false,
    true,
    false,
  ]);
});
