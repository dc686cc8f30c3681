import { mapFields } from "../packages/gateway/src/values/map.ts";
import type { Fields } from "../packages/gateway/src/values/value.ts";
import { UNKNOWN_MOVIE } from "../tools/start/example-data.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Production } from "./support/production.ts";
import { postRaw } from "./support/raw-call.ts";
import type { RawAnswer } from "./support/raw-call.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import type { TokenClaims } from "../tools/production/token-issuer.ts";

const SECRET = "_tricks_secrets/gateway";
const NOTE = "users/tricks-ada/notes/secret";
const TEXT = "what Ada alone may read";

const EVE = "tricks-eve";
const eve = { sub: EVE };
const admin = { sub: "tricks-root", admin: true };
const catalog = { sub: "service:catalog", service: "catalog" };

let production: Production;
let gateway: GatewayProcess;

beforeAll(async () => {
  production = await Production.start(undefined, "tricks");
  gateway = await production.instance("database");
  await rawFirestore.set(NOTE, { text: { stringValue: TEXT } });
  await rawFirestore.set("movies/tricks", { Title: { stringValue: "Tricks" } });
  // A cursor is sealed with the gateway's own key, which is made and stored for it.
  const page = { collection: "movies", limit: 1 };
  await call("queryDocuments", page, catalog);
});

afterAll(async () => {
  await production.stop();
  await rawFirestore.delete(NOTE);
  await rawFirestore.delete("movies/tricks");
});

function call(callable: string, data: unknown, claims: TokenClaims): Promise<RawAnswer> {
  return postRaw(gateway, claims, [callable, { data }]);
}

/** Every callable that takes a path, asked for this one. */
function requestsFor(path: string): readonly (readonly [callable: string, data: object])[] {
  const slash = path.lastIndexOf("/");
  const [collection, id] = [path.slice(0, slash), path.slice(slash + 1)];
  const data = { Title: "mine", text: "mine" };
  const writes = [
    { op: "create", path, data },
    { op: "set", path, data },
    { op: "update", path, data },
    { op: "delete", path },
  ];
  const verify = { op: "verify", path, ifExists: true };
  return [
    ["getDocument", { path }],
    ["getDocument", { path, fields: ["key", "text"] }],
    ["getDocuments", { paths: ["movies/tricks", path] }],
    ["queryDocuments", { collection }],
    ["queryDocuments", { collection, where: [["__name__", "==", id]] }],
    ["aggregateDocuments", { collection, aggregates: { count: { count: true } } }],
    ["createDocument", { collection, id, data }],
    ["setDocument", { path, data, merge: true }],
    ["updateDocument", { path, data }],
    ["deleteDocument", { path }],
    ...[...writes, verify].map((write) => ["batchWrite", { writes: [write] }] as const),
    ...writes.map((write) => ["batchWrite", { writes: [write], atomic: false }] as const),
  ];
}

/** Why it was refused, for the batch itself or for its one write that stands alone. */
function reasonOf({ error, result }: RawAnswer): unknown {
  const [first] =
    (result as { results?: { error?: RawAnswer["error"] }[] } | undefined)?.results ?? [];
  return (error ?? first?.error)?.details?.reason;
}

/** Asks for a path in all ways; the result is how often each reason was given. */
async function attempt(path: string, claims: TokenClaims): Promise<readonly unknown[]> {
  const answers = await Promise.all(
    requestsFor(path).map(([callable, data]) => call(callable, data, claims)),
  );
  const text = JSON.stringify(answers);
  const stored = await rawFirestore.get(SECRET);
  expect(text).not.toContain(stored?.fields?.["key"]?.["stringValue"] ?? "key");
  expect(text).not.toContain(TEXT);
  return [...new Set(answers.map(reasonOf))];
}

/** What a refusal may say; anything else is a way in. */
const REFUSALS = ["FORBIDDEN", "INVALID_REQUEST"];

describe("the system's own collections can't be reached", () => {
  test.each([
    SECRET,
    "_tricks_quotas/tricks",
    "_tricks_requests/tricks",
    "_anything/tricks",
    "/_tricks_secrets/gateway",
    "_tricks_secrets/gateway/",
    "//_tricks_secrets//gateway",
    "./_tricks_secrets/gateway",
    "./././_tricks_secrets/gateway",
    "movies/../_tricks_secrets/gateway",
    "movies/tricks/../../_tricks_secrets/gateway",
    "movies/%2e%2e/_tricks_secrets/gateway",
    "movies/tricks/_tricks_secrets/gateway",
    "_tricks_secrets%2Fgateway",
    "%5Ftricks_secrets/gateway",
    "%255Ftricks_secrets/gateway",
    "_tricks_secrets\\gateway",
    "movies\\..\\_tricks_secrets/gateway",
    "\u0000_tricks_secrets/gateway",
    "_tricks_secrets\u0000/gateway",
    "_tricks_secrets/gateway\u0000",
    " _tricks_secrets/gateway",
    "\uFEFF_tricks_secrets/gateway",
    "\uFF3Ftricks_secrets/gateway",
    "_tricks_\u0455ecrets/gateway",
    "_TRICKS_SECRETS/gateway",
    "_tricks_secrets:batchGet/gateway",
    "_tricks_secrets/gateway?mask.fieldPaths=key",
    "__secrets__/gateway",
    "projects/demo-database-service/databases/(default)/documents/_tricks_secrets/gateway",
    "projects/demo-database-service/databases/(default)/documents/_tricks_secrets/gateway/x",
  ])("as %j", async (path) => {
    expect(REFUSALS).toEqual(expect.arrayContaining([...(await attempt(path, admin))]));
  });

  test.each([["a user", eve] as const, ["a service", catalog] as const])(
    "by %s",
    async (_who, claims) => {
      expect(await attempt(SECRET, claims)).toEqual(["FORBIDDEN"]);
    },
  );

  test("by a reference to one of their documents", async () => {
    for (const operator of ["==", ">=", "in"]) {
      const reference = { $reference: SECRET };
      const where = [["__name__", operator, operator === "in" ? [reference] : reference]];
      const answer = await call("queryDocuments", { collection: "movies", where }, admin);
      expect(JSON.stringify(answer)).not.toContain("_tricks_secrets");
    }
  });

  test("and nothing of all this has changed them", async () => {
    const before = await rawFirestore.get(SECRET);
    await Promise.all(requestsFor(SECRET).map(([name, data]) => call(name, data, admin)));
    expect(before).not.toBeNull();
    expect(await rawFirestore.get(SECRET)).toEqual(before);
    expect(await rawFirestore.get("_tricks_quotas/tricks")).toBeNull();
    expect(await rawFirestore.get("_tricks_requests/tricks")).toBeNull();
  });
});

describe("another user's notes can't be reached", () => {
  test.each([
    NOTE,
    "users/EVE/../tricks-ada/notes/secret",
    "users/EVE/notes/../../tricks-ada/notes/secret",
    "users/EVE/notes/x/../../tricks-ada/notes/secret",
    "users//tricks-ada/notes/secret",
    "users/tricks-ada//notes/secret",
    "users/./tricks-ada/notes/secret",
    "users/tricks%2Dada/notes/secret",
    "users/TRICKS-ADA/notes/secret",
    "users/tricks-ada\u0000/notes/secret",
    "users/tricks-ada /notes/secret",
    "users/tricks\u2010ada/notes/secret",
    "users/*/notes/secret",
    "users/{uid}/notes/secret",
    "users/EVE/notes/secret/../../../tricks-ada/notes/secret",
    "Users/tricks-ada/notes/secret",
  ])("as %j", async (path) => {
    // Each path is tried by somebody else, so that none of them runs out of quota.
    const uid = `${EVE} ${path.replaceAll("/", " ")}`;
    const reasons = await attempt(path.replace("EVE", uid), { sub: uid });
    expect(REFUSALS).toEqual(expect.arrayContaining([...reasons]));
  });

  test("by a query of one's own that points at them", async () => {
    const collection = "users/tricks-eve/notes";
    for (const value of [{ $reference: NOTE }, "../../tricks-ada/notes/secret", "x/../secret"]) {
      for (const operator of ["==", ">=", "<="]) {
        const where = [["__name__", operator, value]];
        const answer = await call("queryDocuments", { collection, where }, eve);
        expect(JSON.stringify(answer)).not.toContain(TEXT);
      }
    }
  });

  test("and they are as they were", async () => {
    expect(await rawFirestore.get(NOTE)).toMatchObject({ fields: { text: { stringValue: TEXT } } });
  });
});

describe("a uid is a uid, whatever its characters", () => {
  /** Look like, sound like or lead to tricks-ada, to careless code. */
  const UIDS = [
    "tricks-ada/notes/secret",
    "../tricks-ada",
    "tricks-ada ",
    "tricks-ada\u0000",
    "Tricks-Ada",
    "tricks%2Dada",
    "tricks\u2010ada",
    "\uFF54ricks-ada",
    "service:catalog",
    "_tricks_quotas",
    "*",
    "{uid}",
  ];

  test.each(UIDS)("%j reads none of another's notes", async (uid) => {
    const answer = await call("getDocument", { path: NOTE }, { sub: uid });
    expect(reasonOf(answer)).toBe("FORBIDDEN");
  });

  /** All of these are legal ids of documents. */
  const ODD = [
    "tricks?x=1#y",
    "tricks%2F..%2Fb",
    "tricks+a b",
    "tricks.a..b",
    "tricks\\b",
    "tricks\u00e9",
    "tricks\u0065\u0301",
    "\u{1D538}".repeat(64),
    "x".repeat(128),
    "constructor",
    "hasOwnProperty",
    "__proto",
  ];

  test.each(ODD)("%j has notes of its own, and only those", async (uid) => {
    const owner = { sub: uid };
    const path = `users/${uid}/notes/constructor`;
    const data = { text: `of ${uid}` };
    expect(await call("setDocument", { path, data }, owner)).toMatchObject({ status: 200 });
    expect(await rawFirestore.get(path)).toMatchObject({
      fields: { text: { stringValue: data.text } },
    });
    const query = { collection: `users/${uid}/notes` };
    const answer = await call("queryDocuments", query, owner);
    expect(answer.result).toMatchObject({ documents: [{ path, id: "constructor", data }] });
    await rawFirestore.delete(path);
  });

  test("one with a colon makes no other request of a query", async () => {
    const claims = { sub: "tricks:commit" };
    const answer = await call(
      "queryDocuments",
      { collection: "users/tricks:commit/notes" },
      claims,
    );
    expect(answer.result).toMatchObject({ documents: [] });
  });

  test("each has a quota of its own, under a key without a character of theirs", async () => {
    const uids = [...UIDS, ...ODD, "tricks-eve", "tricks-ada"];
    await Promise.all(uids.map((uid) => call("getDocument", { path: NOTE }, { sub: uid })));
    const keys = (await rawFirestore.list("_tricks_quotas")).map(
      ({ name }) => name.split("/").at(-1) ?? "",
    );
    const ofUsers = keys.filter((key) => key.startsWith("user-"));
    expect(ofUsers.length).toBeGreaterThanOrEqual(uids.length);
    expect(keys.filter((key) => !/^(user|service|anonymous)-[\w-]{43}$/.test(key))).toEqual([]);
  });
});

describe("names that JavaScript knows are names like any other", () => {
  const NAMES = [
    "constructor",
    "hasOwnProperty",
    "toString",
    "valueOf",
    "length",
    "then",
    "toJSON",
  ];

  test.each([...NAMES, "__proto__", "prototype", "@type"])(
    "no collection is found as %s",
    async (id) => {
      const answer = await call("getDocument", { path: `${id}/x` }, admin);
      expect(REFUSALS).toContain(reasonOf(answer));
    },
  );

  test.each([...NAMES, "@type", "$map", "$timestamp"])("a document has the id %s", async (id) => {
    const path = `movies/${id}`;
    const created = { collection: "movies", id, data: movie(id) };
    expect(await call("createDocument", created, catalog)).toMatchObject({ status: 200 });
    const read = await call("getDocument", { path }, catalog);
    expect(read.result).toMatchObject({ document: { path, id, data: movie(id) } });
    await rawFirestore.delete(path);
  });

  test("__proto__ is the id of none", async () => {
    const answer = await call("getDocument", { path: "movies/__proto__" }, admin);
    expect(reasonOf(answer)).toBe("INVALID_REQUEST");
  });

  test("fields of these names are read, selected, compared and ordered by", async () => {
    const stored = Object.fromEntries(NAMES.map((name) => [name, { stringValue: `a ${name}` }]));
    const read = Object.fromEntries(NAMES.map((name) => [name, `a ${name}`]));
    await rawFirestore.set("movies/tricks-names", stored);
    const whole = await call("getDocument", { path: "movies/tricks-names" }, catalog);
    const { document } = whole.result as { document: { data: Fields } };
    expect(mapFields(document.data)).toEqual(read);
    for (const name of NAMES) {
      const where = [[name, "==", `a ${name}`]];
      const data = { collection: "movies", where, orderBy: [name], select: [name] };
      const { result } = await call("queryDocuments", data, catalog);
      const { documents } = result as { documents: { id: string; data: Fields }[] };
      expect(documents.map(({ id, data: fields }) => [id, mapFields(fields)])).toEqual([
        ["tricks-names", { [name]: `a ${name}` }],
      ]);
    }
    await rawFirestore.delete("movies/tricks-names");
  });

  test("aggregates of these names are answered under them", async () => {
    const names = NAMES.slice(0, 5);
    const aggregates = Object.fromEntries(names.map((name) => [name, { count: true }]));
    const data = { collection: "movies", where: [["Title", "==", "Tricks"]], aggregates };
    const { result } = await call("aggregateDocuments", data, catalog);
    expect(mapFields((result as { aggregates: Fields }).aggregates)).toEqual(
      Object.fromEntries(names.map((name) => [name, 1])),
    );
  });

  test.each([...NAMES, "`__proto__`", "constructor.prototype.polluted", "`@type`"])(
    "a schema that has no field %s takes none",
    async (field) => {
      const data = { path: "movies/tricks", data: { [field]: "polluted" } };
      const answer = await call("updateDocument", data, catalog);
      expect({ status: answer.status, reason: reasonOf(answer) }).toEqual({
        status: 400,
        reason: "INVALID_DOCUMENT",
      });
    },
  );

  test.each([
    ["in the data", '{"data":{"path":"movies/tricks","data":{"__proto__":{"Title":"polluted"}}}}'],
    ["of the data", '{"data":{"path":"movies/tricks","__proto__":{"data":{"Title":"polluted"}}}}'],
    ["of the body", '{"__proto__":{"data":{"path":"movies/tricks","data":{"Title":"polluted"}}}}'],
    ["in a list", '{"data":{"path":"movies/tricks","data":{"Title":[{"__proto__":{}}]}}}'],
    [
      "escaped",
      '{"data":{"path":"movies/tricks","data":{"\\u005f_proto__":{"Title":"polluted"}}}}',
    ],
  ])("a __proto__ %s is refused, and pollutes nothing", async (_where, body) => {
    expect(reasonOf(await postRaw(gateway, catalog, ["setDocument", body]))).toBe(
      "INVALID_REQUEST",
    );
    expect(await rawFirestore.get("movies/tricks")).toMatchObject({
      fields: { Title: { stringValue: "Tricks" } },
    });
  });
});

/** A movie that its schema takes. */
function movie(title: string): Record<string, string | null> {
  return { ...UNKNOWN_MOVIE, Title: title };
}
