import {
  admin,
  allOf,
  anyData,
  anyOf,
  anyone,
  callerDocument,
  callerUid,
  claim,
  collection,
  documentField,
  member,
  onlyFields,
  owner,
  pathOwner,
  pathSegment,
  requestTime,
  signedIn,
  unchanged,
  where,
} from "../index.ts";
import { errorOf, reasonOf } from "../testing/call-outcome.fixture.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import { policyMatrixByBoth } from "../testing/policy-matrix-by-both.fixture.ts";

/** What the rules of real apps say, said by policies. */
const schema = anyData();
const ALL = ["get", "list", "create", "update", "delete"];
const READ = ["get", "list"];

describe("roles that a users collection has", () => {
  const isAdmin = callerDocument("users/{uid}", "role", "==", "ADMIN");
  const mine = anyOf(owner("customerId"), owner("repairerId"), isAdmin);
  const ofQuote = (field: string) => callerDocument("quotes/{quoteId}", field, "==", callerUid());
  const collections = [
    collection("users/{userId}", {
      schema,
      access: {
        read: anyOf(pathOwner("userId"), isAdmin),
        create: pathOwner("userId"),
        update: anyOf(allOf(pathOwner("userId"), unchanged("role")), isAdmin),
      },
      ids: "open",
    }),
    collection("parts", { schema, access: { read: signedIn(), write: isAdmin } }),
    collection("quotes", { schema, access: { read: mine } }),
    collection("quotes/{quoteId}/items", {
      schema,
      access: { read: anyOf(ofQuote("customerId"), ofQuote("repairerId"), isAdmin) },
    }),
  ];
  const documents = {
    "users/ada": { role: "CUSTOMER" },
    "users/root": { role: "ADMIN" },
    "quotes/q": { customerId: "ada", repairerId: "rob" },
    "quotes/q/items/one": { price: 5 },
    "parts/screw": { price: 1 },
  };
  const callers = {
    ada: { uid: "ada" },
    rob: { uid: "rob" },
    root: { uid: "root" },
    bob: { uid: "bob" },
    nobody: null,
  } as const;

  test("give rights to who has them, and to nobody else", async () => {
    expect(await policyMatrixByBoth({ collections, callers, documents })).toEqual({
      "users/ada": {
        ada: ["get", "list", "create", "update"],
        rob: [],
        root: [...READ, "update"],
        bob: [],
        nobody: [],
      },
      "users/root": { ada: [], rob: [], root: ALL.slice(0, 4), bob: [], nobody: [] },
      "quotes/q": { ada: READ, rob: READ, root: READ, bob: [], nobody: [] },
      "quotes/q/items/one": { ada: READ, rob: READ, root: READ, bob: [], nobody: [] },
      "parts/screw": { ada: READ, rob: READ, root: ALL, bob: READ, nobody: [] },
    });
  });

  test("nobody gives one to itself", async () => {
    const gateway = memoryGateway({ collections });
    await gateway.documents.setAll(documents);
    const ada = gateway.as(callers.ada);
    const path = "users/ada";
    const update = (data: Record<string, string>) => reasonOf(ada.updateDocument({ path, data }));
    expect(await update({ role: "ADMIN" })).toBe("FORBIDDEN");
    expect(await update({ role: "CUSTOMER", name: "Ada" })).toBe("none");
    expect(await reasonOf(ada.setDocument({ path, data: { name: "A" } }))).toBe("FORBIDDEN");
    const whole = { name: "A", role: "CUSTOMER" };
    expect(await reasonOf(ada.setDocument({ path, data: whole }))).toBe("none");
    expect(await gateway.documents.get(path)).toEqual(whole);
  });

  test("one look-up is one read, for however many documents", async () => {
    const gateway = memoryGateway({ collections });
    await gateway.documents.setAll(documents);
    const root = gateway.as(callers.root);
    const paths = ["quotes/q", "users/ada", "quotes/q/items/one"];
    const { usage } = await root.getDocuments({ paths });
    // The three, and users/root; of the quote whose item it is, no second time.
    expect(usage).toEqual({ reads: 4, writes: 0, deletes: 0 });
    const listed = await root.queryDocuments({ collection: "quotes" });
    expect(listed.usage).toEqual({ reads: 2, writes: 0, deletes: 0 });
  });
});

describe("claims", () => {
  const ofStaff = claim("clinicId", "==", documentField("clinicId"));
  const collections = [
    collection("clinics/{clinicId}", {
      schema,
      access: {
        read: claim("clinicId", "==", pathSegment("clinicId")),
        write: claim("clinicId", "==", pathSegment("clinicId")),
      },
      ids: "open",
    }),
    collection("appointments", {
      schema,
      access: { read: ofStaff, update: allOf(ofStaff, onlyFields("status", "calledAt")) },
    }),
    collection("posts", {
      schema,
      access: {
        read: anyOf(claim("email", "in", documentField("invited")), where("public", "==", true)),
        create: allOf(
          claim("email_verified", "==", true),
          claim("firebase.sign_in_provider", "!=", "anonymous"),
        ),
      },
    }),
  ];
  const verified = { email: "ada@example.com", email_verified: true };

  test("decide alike on a document and in a query", async () => {
    const matrix = await policyMatrixByBoth({
      collections,
      callers: {
        staff: { uid: "s", claims: { clinicId: "north" } },
        ada: { uid: "a", claims: { ...verified, firebase: { sign_in_provider: "password" } } },
        guest: { uid: "g", claims: { ...verified, firebase: { sign_in_provider: "anonymous" } } },
        bob: { uid: "b", claims: { email: "bob@example.com", clinicId: ["north"] } },
        nobody: null,
      },
      documents: {
        "clinics/north": { name: "North" },
        "appointments/one": { clinicId: "north", status: "new" },
        "posts/one": { invited: ["ada@example.com", "eve@example.com"] },
      },
      changes: { "appointments/one": { status: "here" } },
    });
    expect(matrix).toEqual({
      "clinics/north": { staff: ALL, ada: [], guest: [], bob: [], nobody: [] },
      "appointments/one": { staff: [...READ, "update"], ada: [], guest: [], bob: [], nobody: [] },
      "posts/one": { staff: [], ada: [...READ, "create"], guest: READ, bob: [], nobody: [] },
    });
  });

  test("an update of the fields that may change may write the others as they are", async () => {
    const gateway = memoryGateway({ collections });
    const path = "appointments/one";
    const stored = { clinicId: "north", status: "new", patient: { name: "Ada" } };
    await gateway.documents.set(path, stored);
    const staff = gateway.as({ uid: "s", claims: { clinicId: "north" } });
    const update = (data: object) =>
      reasonOf(staff.updateDocument({ path, data: data as Record<string, string> }));
    expect(await update({ ...stored, status: "here" })).toBe("none");
    expect(await update({ patient: { name: "Bob" } })).toBe("FORBIDDEN");
    expect(await update({ "patient.name": "Ada" })).toBe("none");
    expect(await update({ patient: { $delete: true } })).toBe("FORBIDDEN");
    expect(await gateway.documents.get(path)).toEqual({ ...stored, status: "here" });
  });
});

describe("fields of a looked-up document that may be missing", () => {
  const isOpen = callerDocument("users/{uid}", "banned", "==", false, { ifMissing: false });
  const ofClinic = (ifMissing: string) =>
    callerDocument("users/{uid}", "clinic", "==", documentField("clinic"), { ifMissing });
  const mayEdit = callerDocument("users/{uid}", "rights.edit", "!=", "none", { ifMissing: "all" });
  const collections = [
    collection("visits", {
      schema,
      access: { read: allOf(isOpen, ofClinic("")), update: mayEdit },
    }),
  ];
  const documents = { "visits/north": { clinic: "north" }, "visits/none": { clinic: "" } };
  const besides = {
    "users/ada": { clinic: "north", rights: {} },
    "users/bob": { clinic: "north", banned: true, rights: { edit: "none" } },
    "users/cy": { banned: null, rights: "all" },
    "users/eve": {},
  };
  const callers = {
    ada: { uid: "ada" },
    bob: { uid: "bob" },
    cy: { uid: "cy" },
    eve: { uid: "eve" },
    unknown: { uid: "unknown" },
    nobody: null,
  } as const;

  test("are what stands in their place, where the document is there, and its map", async () => {
    const others = { bob: [], cy: [], unknown: [], nobody: [] };
    expect(await policyMatrixByBoth({ collections, callers, documents, besides })).toEqual({
      "visits/north": { ada: [...READ, "update"], eve: [], ...others },
      "visits/none": { ada: ["update"], eve: READ, ...others },
    });
  });
});

describe("a document that another one names", () => {
  const ofTeam = callerDocument("teams/{document.teamId}", "owner", "==", callerUid());
  const collections = [
    collection("projects", {
      schema,
      access: { read: anyOf(ofTeam, callerDocument("admins/{uid}")), write: ofTeam },
    }),
    collection("users/{userId}/notes", {
      schema,
      access: {
        read: callerDocument(
          "clinicians/{uid}",
          "organization",
          "==",
          documentField("organization"),
        ),
      },
    }),
    collection("organizations/{id}", {
      schema,
      access: { read: member("organizations/{id}", "owners"), list: admin() },
    }),
  ];
  const documents = {
    "teams/red": { owner: "ada" },
    "teams/blue": { owner: "bob" },
    "admins/root": {},
    "projects/one": { teamId: "red" },
    "projects/two": { teamId: "blue" },
    "projects/none": {},
    "clinicians/ada": { organization: "north" },
    "users/u/notes/n": { organization: "north" },
    "users/u/notes/s": { organization: "south" },
  };
  const start = async () => {
    const gateway = memoryGateway({ collections });
    await gateway.documents.setAll(documents);
    const [ada, root] = [gateway.as({ uid: "ada" }), gateway.as({ uid: "root" })];
    return { gateway, ada, root };
  };

  test("decides on a get, at the price of a read", async () => {
    const { ada } = await start();
    const { usage } = await ada.getDocument({ path: "projects/one" });
    expect(usage).toEqual({ reads: 3, writes: 0, deletes: 0 });
    const refused = ["projects/two", "projects/none", "projects/missing"];
    for (const path of refused) {
      expect(await errorOf(ada.getDocument({ path }))).toMatchObject({
        reason: "DOCUMENT_NOT_FOUND",
        usage: { reads: 3 },
      });
    }
  });

  test("decides on a query that fixes the field which names it; others are told to", async () => {
    const { ada, root } = await start();
    const list = (teamId?: string) => ({
      collection: "projects",
      ...(teamId !== undefined && { where: [["teamId", "==", teamId] as const] }),
    });
    const ids = async (answer: ReturnType<typeof ada.queryDocuments>) =>
      (await answer).documents.map(({ id }) => id);
    expect(await ids(ada.queryDocuments(list("red")))).toEqual(["one"]);
    expect(await reasonOf(ada.queryDocuments(list("blue")))).toBe("FORBIDDEN");
    expect(await errorOf(ada.queryDocuments(list()))).toMatchObject({
      reason: "POLICY_QUERY_CONFLICT",
      message: expect.stringContaining("teamId") as string,
    });
    expect(await ids(root.queryDocuments(list()))).toEqual(["none", "one", "two"]);
  });

  test("decides on what a write leaves, too", async () => {
    const { ada } = await start();
    const create = (teamId: string) =>
      reasonOf(ada.createDocument({ collection: "projects", data: { teamId } }));
    expect(await create("red")).toBe("none");
    expect(await create("blue")).toBe("FORBIDDEN");
    expect(await create("_quotas/x")).toBe("FORBIDDEN");
    const update = (data: Record<string, string>) =>
      reasonOf(ada.updateDocument({ path: "projects/one", data }));
    expect(await update({ title: "t" })).toBe("none");
    expect(await update({ teamId: "blue" })).toBe("FORBIDDEN");
    const other = ada.updateDocument({ path: "projects/two", data: { teamId: "red" } });
    expect(await reasonOf(other)).toBe("DOCUMENT_NOT_FOUND");
    expect(await reasonOf(ada.deleteDocument({ path: "projects/one" }))).toBe("none");
  });

  test("and one of the caller's is a filter by what it holds", async () => {
    const { ada } = await start();
    const { documents: found, usage } = await ada.queryDocuments({ collection: "users/u/notes" });
    expect(found.map(({ id }) => id)).toEqual(["n"]);
    expect(usage).toEqual({ reads: 2, writes: 0, deletes: 0 });
  });
});

describe("the time of a request", () => {
  const offers = collection("offers", {
    schema,
    access: {
      read: where("expiresAt", ">", requestTime()),
      create: allOf(where("createdAt", "==", requestTime()), owner("by")),
    },
  });
  const soon = { $timestamp: "2026-01-01T00:00:10.000000Z" };
  const start = async () => {
    let nowMs = Date.parse("2026-01-01T00:00:00Z");
    const gateway = memoryGateway({ collections: [offers], now: () => nowMs });
    await gateway.documents.setAll({
      "offers/a": { expiresAt: soon },
      "offers/b": { expiresAt: soon },
      "offers/c": { expiresAt: { $timestamp: "2026-01-01T00:00:00.000000Z" } },
    });
    return { ada: gateway.as({ uid: "ada" }), later: (ms: number) => (nowMs += ms) };
  };

  test("ends what is for a time, page by page", async () => {
    const { ada, later } = await start();
    const query = { collection: "offers", limit: 1 };
    const first = await ada.queryDocuments(query);
    expect(first.documents.map(({ id }) => id)).toEqual(["a"]);
    const cursor = first.nextCursor as string;
    later(5_000);
    const second = await ada.queryDocuments({ ...query, cursor });
    expect(second.documents.map(({ id }) => id)).toEqual(["b"]);
    later(5_000);
    expect((await ada.queryDocuments({ ...query, cursor })).documents).toEqual([]);
    expect(await reasonOf(ada.getDocument({ path: "offers/a" }))).toBe("DOCUMENT_NOT_FOUND");
  });

  test("is what the server's time is set to", async () => {
    const { ada } = await start();
    const create = (createdAt: object) =>
      reasonOf(
        ada.createDocument({ collection: "offers", data: { by: "ada", createdAt } as never }),
      );
    expect(await create({ $serverTimestamp: true })).toBe("none");
    expect(await create({ $timestamp: "2025-01-01T00:00:00Z" })).toBe("FORBIDDEN");
  });
});

describe("a single document", () => {
  const collections = [
    collection("system/status", { schema, access: { read: anyone(), write: admin() } }),
    collection("system/secrets", { schema, access: { read: admin() } }),
    collection("system", { schema, access: { read: signedIn() } }),
  ];

  test("has its own policies, and a query of its collection needs the right to all of them", async () => {
    const matrix = await policyMatrixByBoth({
      collections,
      callers: {
        ada: { uid: "ada" },
        root: { uid: "root", claims: { admin: true } },
        nobody: null,
      },
      documents: { "system/status": {}, "system/secrets": {}, "system/more": {} },
    });
    expect(matrix).toEqual({
      "system/status": { ada: ["get"], root: ALL, nobody: ["get"] },
      "system/secrets": { ada: [], root: READ, nobody: [] },
      "system/more": { ada: ["get"], root: READ, nobody: [] },
    });
  });
});
