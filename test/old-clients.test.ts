import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { getFunctions } from "firebase/functions";
import type * as client from "../packages/client/src/index.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { signedApp } from "./support/signed-client.ts";

/** The client of each release, as apps have it installed, before the gateway of today. */
const RELEASES = readdirSync("test/fixtures/clients");

/** What all releases of the client have in common, as its present types say it. */
type Client = typeof client;

let production: Production;
let gateway: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  gateway = await production.instance("database");
});
afterEach(() => production.firestore.heal());
afterAll(() => production.stop());

describe.each(RELEASES)("the client of %s", (release) => {
  const called = new Set<string>();
  let old: Client;

  beforeAll(async () => {
    old = (await import(`./fixtures/clients/${release}/index.js`)) as Client;
  });

  /** A client signed in as somebody, that takes down which of its methods are called. */
  function connectAs(uid: string, claims: Readonly<Record<string, unknown>> = {}): client.Database {
    const { app } = signedApp({ sub: uid, ...claims });
    const database = old.connect(getFunctions(app, gateway.url));
    return new Proxy(database, {
      get(target, name: keyof client.Database) {
        called.add(name);
        const method = target[name] as (...args: unknown[]) => unknown;
        return method.bind(target);
      },
    });
  }

  async function errorOf(call: Promise<unknown>): Promise<client.DatabaseError> {
    const thrown: unknown = await call.catch((error: unknown) => error);
    if (!(thrown instanceof old.DatabaseError)) throw new Error(`no error: ${String(thrown)}`);
    return thrown;
  }

  test("has every value back as it went", async () => {
    const database = connectAs("ada");
    const path = `values/${randomUUID()}`;
    const data = {
      time: new old.Timestamp("2026-11-22T10:00:00.123456Z"),
      bytes: new Uint8Array([0, 255]),
      large: 2n ** 60n,
      place: new old.GeoPoint(48.2, -16.4),
      reference: new old.Reference("values/one"),
      vector: new old.Vector([1, 0.5]),
      numbers: [1, 1.5, -0, Number.NaN, -Infinity],
      map: { $bytes: "not a tag", "@type": [null, true] },
    };
    await database.setDocument({ path, data: { ...data, date: new Date(1_000) } });
    const { document, usage } = await database.getDocument({ path });
    const { date, ...rest } = document.data;
    expect(rest).toEqual(data);
    expect(date).toEqual(new old.Timestamp("1970-01-01T00:00:01Z"));
    expect(usage).toEqual({ reads: 1, writes: 0, deletes: 0 });
    expect(document).toMatchObject({ path, id: path.split("/")[1] });
  });

  test("has its transforms applied", async () => {
    const database = connectAs("ada");
    const path = `values/${randomUUID()}`;
    const { FieldValue } = old;
    await database.setDocument({ path, data: { count: 1, tags: ["a", "b"], gone: true } });
    await database.updateDocument({
      path,
      data: {
        count: FieldValue.increment(2),
        tags: FieldValue.arrayUnion("c"),
        "nested.at": FieldValue.serverTimestamp(),
        gone: FieldValue.delete(),
      },
    });
    await database.updateDocument({ path, data: { tags: FieldValue.arrayRemove("a") } });
    const { document } = await database.getDocument({ path });
    expect(document.data).toEqual({
      count: 3,
      tags: ["b", "c"],
      nested: { at: expect.any(old.Timestamp) },
    });
  });

  test("creates, changes and deletes documents, and is told what became stale", async () => {
    const database = connectAs("ada");
    const { document } = await database.createDocument({ collection: "values", data: { n: 1 } });
    const { path, updateTime } = document;
    await database.updateDocument({ path, data: { n: 2 }, ifUpdateTime: updateTime });
    const late = await errorOf(database.deleteDocument({ path, ifUpdateTime: updateTime }));
    expect(late).toMatchObject({ code: "failed-precondition", reason: "STALE" });
    const { documents } = await database.getDocuments({ paths: [path, "values/none"] });
    expect(documents.map((found) => found?.data)).toEqual([{ n: 2 }, undefined]);
    await database.deleteDocument({ path, ifExists: true });
    expect(await errorOf(database.getDocument({ path }))).toMatchObject({
      code: "not-found",
      reason: "DOCUMENT_NOT_FOUND",
      details: { path, usage: { reads: 1, writes: 0, deletes: 0 } },
    });
  });

  test("is told which field is wrong, and what it may not do", async () => {
    const database = connectAs("ada");
    const data = { author: "ada", title: 1, published: true };
    const invalid = await errorOf(database.createDocument({ collection: "articles", data }));
    expect(invalid).toMatchObject({ code: "invalid-argument", reason: "INVALID_DOCUMENT" });
    expect(invalid.details.fieldViolations?.map(({ field }) => field)).toEqual(["title"]);
    const stock = { path: "stock/a", data: { left: 1, reserved: 0 } };
    expect(await errorOf(database.setDocument(stock))).toMatchObject({
      code: "permission-denied",
      reason: "FORBIDDEN",
    });
  });

  test("finds documents by their values, page by page", async () => {
    const database = connectAs("ada");
    const run = new old.Reference(`values/${randomUUID()}`);
    const collection = "values";
    await database.batchWrite({
      writes: [1, 2, 3, 4, 5].map((n) => {
        return { op: "create", path: `values/${randomUUID()}`, data: { run, n } };
      }),
    });
    const ours = ["run", "==", run] as const;
    const numbersOf = ({ documents }: client.Page<client.Data>) =>
      documents.map(({ data }) => Number(data["n"])).toSorted((a, b) => a - b);
    const pages: number[][] = [];
    for await (const page of database.queryPages({ collection, where: [ours], limit: 2 })) {
      pages.push(numbersOf(page));
    }
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat().toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);

    const either = { or: [["n", "==", 1] as const, ["n", "==", 5] as const] };
    const found = await database.queryDocuments({ collection, where: [ours, either] });
    expect(numbersOf(found)).toEqual([1, 5]);
    expect(
      (
        await database.aggregateDocuments({
          collection,
          where: [ours],
          aggregates: { all: { count: true } },
        })
      ).aggregates,
    ).toEqual({ all: 5 });
  });

  test("reads on from where a value stands", async () => {
    const database = connectAs("ada");
    const at = (day: number) => new old.Timestamp(`2026-11-0${String(day)}T00:00:00Z`);
    const field = `at${randomUUID().replaceAll("-", "")}`;
    for (const day of [1, 2, 3]) {
      await database.createDocument({ collection: "shapes", data: { [field]: at(day) } });
    }
    const { documents } = await database.queryDocuments({
      collection: "shapes",
      orderBy: [[field, "desc"]],
      startAfter: [at(3)],
      endAt: [at(1)],
    });
    expect(documents.map(({ data }) => data[field])).toEqual([at(2), at(1)]);
  });

  test("has all writes of a batch applied or none, and each alone if it says so", async () => {
    const database = connectAs("ada");
    const path = `values/${randomUUID()}`;
    const writes: client.BatchWrite[] = [
      { op: "set", path, data: { n: 1 } },
      { op: "update", path: `${path}-none`, data: { n: 1 } },
    ];
    expect(await errorOf(database.batchWrite({ writes }))).toMatchObject({
      reason: "DOCUMENT_NOT_FOUND",
      details: { index: 1, path: `${path}-none` },
    });
    const { results } = await database.batchWrite({ atomic: false, writes });
    expect(results[0]).toEqual({ updateTime: expect.any(String) });
    expect(results[1]?.error).toBeInstanceOf(old.DatabaseError);
    expect(results[1]?.error).toMatchObject({ reason: "DOCUMENT_NOT_FOUND" });
  });

  test("has a write whose answer was lost applied once", async () => {
    const collection = `values/${randomUUID()}/comments`;
    const text = randomUUID();
    production.firestore.fail("commit", { kind: "cutAfter", holding: text });
    const data = { text, by: "ada" };
    const { document } = await connectAs("ada").createDocument({ collection, data });
    const stored = await rawFirestore.list(collection);
    expect(stored.map(({ name }) => name.split("/").at(-1))).toEqual([document.id]);
  });

  test("reads quotas, and sets and clears them for others", async () => {
    const admin = connectAs("root", { admin: true });
    const uid = randomUUID();
    const caller = { uid };
    const { override } = await admin.setQuota({ caller, quota: { blocked: true } });
    expect(override).toMatchObject({ caller, quota: { blocked: true }, setBy: "user:root" });
    const listed = await admin.listQuotas();
    expect(listed.overrides).toContainEqual(override);
    const blocked = connectAs(uid);
    expect(await errorOf(blocked.getDocument({ path: "values/none" }))).toMatchObject({
      code: "permission-denied",
      reason: "CALLER_BLOCKED",
    });
    expect(await blocked.getQuota()).toMatchObject({ caller: `user:${uid}`, blocked: true });
    expect((await admin.clearQuota({ caller })).cleared).toBe(true);
  });

  test("has been tried with every method that it has", () => {
    const database = Object.getPrototypeOf(
      old.connect(getFunctions(signedApp({ sub: "a" }).app)),
    ) as object;
    const methods = Object.getOwnPropertyNames(database).filter((name) => name !== "constructor");
    expect([...called].toSorted()).toEqual(methods.toSorted());
  });
});
