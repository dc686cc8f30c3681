import { randomUUID } from "node:crypto";
import {
  anyData,
  anyOf,
  anyone,
  collection,
  owner,
  pathOwner,
  signedIn,
  stored,
} from "../../index.ts";
import { callerKey } from "../../caller/caller-key.ts";
import { Registry } from "../../collection/registry.ts";
import type { MemoryStore } from "../../documents/memory-store.ts";
import { ownCollections } from "../../documents/own-collections.ts";
import { memoryGateway, type MemoryGateway } from "../../testing/memory-gateway.ts";
import { readExportArguments, readForgetArguments } from "./forget-arguments.ts";
import { applyAll, forgettingWrites, type AuditPolicy } from "./forget-records.ts";
import { forgetReport } from "./forget-report.ts";
import { lookUpUser } from "./look-up-user.ts";

const open = { read: anyone(), write: signedIn() };
const collections = [
  collection("shared", { schema: anyData(), access: open, audit: { versions: true } }),
  collection("posts", {
    schema: anyData(),
    access: { read: anyone(), create: signedIn(), write: stored(anyOf(owner("by"))) },
    audit: { versions: true },
  }),
  collection("users/{uid}/notes", {
    schema: anyData(),
    access: { read: pathOwner("uid"), write: pathOwner("uid") },
    audit: { versions: true },
  }),
  collection("teams/{team}/cards", {
    schema: anyData(),
    access: { read: anyone(), create: signedIn(), write: owner("by") },
  }),
  collection("{path=**}", { schema: anyData(), access: { read: owner("by") } }),
];
const own = ownCollections("");

let gateway: MemoryGateway;
let store: MemoryStore;

beforeEach(async () => {
  gateway = memoryGateway({
    collections,
    wrapStore: (memory) => {
      store = memory as MemoryStore;
      return memory;
    },
  });
  const ada = gateway.as({ uid: "ada" });
  const bob = gateway.as({ uid: "bob" });
  for (const [who, by] of [
    [ada, "ada"],
    [bob, "bob"],
  ] as const) {
    await who.setDocument({
      path: "shared/one",
      data: { [by]: "x".repeat(600_000) },
      requestId: randomUUID(),
    });
    await who.createDocument({ collection: "posts", data: { by } });
    await who.setDocument({ path: `users/${by}/notes/one`, data: { text: by } });
    await who.setDocument({ path: `users/${by}/notes/gone`, data: { text: by } });
    await who.deleteDocument({ path: `users/${by}/notes/gone` });
    await who.createDocument({ collection: "teams/red/cards", data: { by } });
  }
  await gateway.asAdmin().setQuota({ caller: { uid: "ada" }, quota: { blocked: true } });
});

const allStored = () => [...store.documents].toSorted((a, b) => (a.path < b.path ? -1 : 1));
const lookUp = (uid: string, withDocuments: boolean) =>
  lookUpUser({ store, registry: new Registry(collections), own }, uid, withDocuments);

async function forget(audit: AuditPolicy, withDocuments = true) {
  const found = await lookUp("ada", withDocuments);
  const { held, documents } = found;
  await applyAll(store, forgettingWrites({ held, documents, audit }));
  return found;
}

const telling = (uid: string) =>
  allStored().filter(({ path, data }) => {
    const text = JSON.stringify([path, data]);
    return text.includes(uid) || text.includes(callerKey({ kind: "user", uid }));
  });

test("nothing that the gateway keeps names who is forgotten, nor its documents, and nobody else's goes", async () => {
  const before = telling("bob");
  const { unsearched } = await forget("delete");
  // bob's entry of what was there before, and what an admin commanded, are not its own.
  const left = new Set(telling("ada").map(({ path, data }) => data["callable"] ?? path));
  expect(left).toEqual(new Set(["setDocument", "setQuota"]));
  expect(unsearched).toEqual(["{path=**}"]);
  expect(telling("bob").map(({ path }) => path)).toEqual(before.map(({ path }) => path));
});

test("a user's requests are found by whose they are, and nobody else's", async () => {
  const { held } = await lookUp("ada", false);
  expect(held.requests).toHaveLength(1);
  const recorded = () => allStored().filter(({ path }) => path.startsWith("_requests/"));
  expect(recorded()).toHaveLength(2);
  await forget("keep", false);
  const [left, ...others] = recorded();
  expect(others).toEqual([]);
  expect(left?.path).toContain(callerKey({ kind: "user", uid: "bob" }));
});

test("entries of what it wrote in others' documents stay without its name, where that is wanted", async () => {
  await forget("anonymize");
  const entries = allStored().filter(({ data }) => data["caller"] === "forgotten");
  expect(entries.map(({ data }) => [data["path"], data["by"], data["requestId"]])).toContainEqual([
    "shared/one",
    "forgotten",
    undefined,
  ]);
  expect(allStored().filter(({ data }) => data["caller"] === "user:ada")).toEqual([]);
});

test("without documents, the team's own stay as they are", async () => {
  const { documents, held } = await forget("keep", false);
  expect(documents).toEqual([]);
  expect(held.ofOwned).toEqual([]);
  expect(held.quotas.length + held.overrides.length).toBeGreaterThan(1);
  expect((await lookUp("ada", true)).documents).toHaveLength(3);
  expect((await lookUp("ada", false)).held.written.length).toBe(held.written.length);
});

test("the report says how many of what, what becomes of them, and where was not looked", async () => {
  const found = await lookUp("ada", true);
  const report = forgetReport("(default)", found, { audit: "anonymize", isReal: false });
  expect(report).toContain("1 records of its requests: to be deleted");
  expect(report).toContain("1 limits or blocks that admins have set: to be deleted");
  expect(report).toContain("audit entries of others' documents: to be kept, without the name");
  expect(report).toContain("3 documents of its own");
  expect(report).toContain("    users/ada/notes/one");
  expect(report).toContain("  {path=**}: not looked through");
  const none = await lookUp("nobody", false);
  expect(forgetReport("x", none, { audit: "keep", isReal: true })).toBe("Database x:\n  nothing");
});

test("it is only told unless --yes, and a misspelt command line is refused", () => {
  expect(readForgetArguments(["ada"])).toMatchObject({
    uid: "ada",
    isReal: false,
    audit: "anonymize",
    documents: false,
  });
  expect(readForgetArguments(["ada", "--yes", "--audit", "keep"])).toMatchObject({ isReal: true });
  expect(readForgetArguments(["--help"])).toBeUndefined();
  expect(readExportArguments(["ada", "--out", "f"])).toMatchObject({ out: "f" });
  expect(() => readForgetArguments([])).toThrow("forget <uid>");
  expect(() => readForgetArguments(["ada", "--audit", "burn"])).toThrow("--audit is one of");
  expect(() => readExportArguments(["ada", "eve"])).toThrow("export-caller <uid>");
});
