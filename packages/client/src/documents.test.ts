import * as z from "zod";
import { collection, createdAt, nobody, timestamp } from "../../gateway/src/index.ts";
import { FieldValue } from "../../gateway/src/wire/client-value.ts";
import type { notes } from "../../../functions/src/collections/notes.ts";
import type { CallOptions } from "./call-options.ts";
import { Database } from "./database.ts";
import type {
  BatchWrite,
  DocumentOf,
  FieldChanges,
  NewDocumentOf,
  StoredDocument,
  Writable,
} from "./documents.ts";
import type { Send } from "./send.ts";

const articles = collection("articles", {
  schema: z.strictObject({
    title: z.string(),
    likes: z.int().default(0),
    publishedAt: timestamp(),
    createdAt: createdAt(),
  }),
  access: { read: nobody() },
});

type Article = DocumentOf<typeof articles>;
type NewArticle = NewDocumentOf<typeof articles>;
type Note = DocumentOf<typeof notes>;

test("the types of documents follow from the collection's schema", () => {
  const written: Writable<NewArticle> = { title: "One", publishedAt: new Date(0) };
  // @ts-expect-error a title is a text
  const wrong: Writable<NewArticle> = { ...written, title: 1 };
  // @ts-expect-error a number is no time
  const wrongTime: Writable<NewArticle> = { ...written, publishedAt: 1 };
  const changes: FieldChanges<Article> = { likes: FieldValue.increment(1), "publishedAt.of": 1 };
  // @ts-expect-error there is no such field
  const wrongChanges: FieldChanges<Article> = { dislikes: 1 };
  const readTime = ({ data }: StoredDocument<Article>): Date => data.publishedAt.toDate();
  // @ts-expect-error a time that was read is no Date
  const wrongReading = ({ data }: StoredDocument<Article>): Date => data.publishedAt;
  expect([written, wrong, wrongTime, changes, wrongChanges]).toHaveLength(5);
  expect([readTime, wrongReading]).toHaveLength(2);
});

test("what the server manages has no place in what is written, and is in what is read", () => {
  const written: Writable<NewArticle> = { title: "One", publishedAt: new Date(0) };
  // @ts-expect-error the server sets it
  const wrong: Writable<NewArticle> = { ...written, createdAt: new Date(0) };
  // @ts-expect-error nor does a transform
  const transformed: Writable<NewArticle> = { ...written, createdAt: FieldValue.serverTimestamp() };
  const readTime = ({ data }: StoredDocument<Article>): Date => data.createdAt.toDate();
  expect([written, wrong, transformed, readTime]).toHaveLength(4);
});

test("each write of a batch is of the type of its collection's documents", async () => {
  const sent: unknown[] = [];
  const database = new Database((name, request) => {
    sent.push([name, request]);
    return Promise.resolve({ results: [] });
  });
  const path = "articles/one";
  const article: BatchWrite<NewArticle> = {
    op: "create",
    path,
    data: { title: "One", publishedAt: new Date(0) },
  };
  const note: BatchWrite<Note> = { op: "set", path, data: { pinned: true }, merge: true };
  const gone: BatchWrite<Note> = { op: "delete", path, ifExists: true };
  const writes = [article, note, gone];
  await database.batchWrite({ writes });
  await database.batchWrite<NewArticle | Note>({ writes });
  expect(sent[0]).toEqual(sent[1]);

  // @ts-expect-error a new article has a time
  const timeless: BatchWrite<NewArticle> = { op: "create", path, data: { title: "One" } };
  // @ts-expect-error without merge a note has a text
  const textless: BatchWrite<Note> = { op: "set", path, data: { pinned: true } };
  // @ts-expect-error there is no such field
  const wrongField: BatchWrite<Note> = { op: "update", path, data: { title: "One" } };
  // @ts-expect-error what is deleted has no data
  const wrongOp: BatchWrite<Note> = { op: "delete", path, data: { text: "" } };
  // @ts-expect-error an article is no note
  await database.batchWrite<Note>({ writes: [article] });
  expect([timeless, textless, wrongField, wrongOp]).toHaveLength(4);
});

test("what can't be read is named beside what can", async () => {
  const document = { path: "a/1", id: "1", data: { n: 1 }, createTime: "", updateTime: "" };
  const unreadable = [{ path: "a/2", field: "x" }];
  const usage = { reads: 2, writes: 0, deletes: 0 };
  const database = new Database((name) =>
    Promise.resolve({
      documents: name === "getDocuments" ? [document, null] : [document],
      unreadable,
      usage,
    }),
  );
  const paths = ["a/1", "a/2"];
  expect(await database.getDocuments({ paths })).toEqual({
    documents: [document, null],
    unreadable,
    usage,
  });
  const page = await database.queryDocuments({ collection: "a" });
  expect(page).toEqual({ documents: [document], unreadable, usage });
});

type Call = Exclude<keyof Database, `watch${string}`>;

const path = "articles/one";

/** Each of the calls, with options. */
const CALLS: Readonly<
  Record<Call, (database: Database, options: CallOptions) => Promise<unknown>>
> = {
  getDocument: (database, options) => database.getDocument({ path }, options),
  getDocuments: (database, options) => database.getDocuments({ paths: [path] }, options),
  queryDocuments: (database, options) => database.queryDocuments({ collection: "a" }, options),
  queryPages: (database, options) => database.queryPages({ collection: "a" }, options).next(),
  aggregateDocuments: (database, options) =>
    database.aggregateDocuments({ collection: "a", aggregates: { n: { count: true } } }, options),
  createDocument: (database, options) =>
    database.createDocument({ collection: "a", data: {} }, options),
  setDocument: (database, options) => database.setDocument({ path, data: {} }, options),
  updateDocument: (database, options) => database.updateDocument({ path, data: {} }, options),
  deleteDocument: (database, options) => database.deleteDocument({ path }, options),
  batchWrite: (database, options) =>
    database.batchWrite({ writes: [{ op: "delete", path }] }, options),
  getQuota: (database, options) => database.getQuota(options),
  setQuota: (database, options) =>
    database.setQuota({ caller: { uid: "ada" }, quota: { blocked: true } }, options),
  clearQuota: (database, options) => database.clearQuota({ caller: { uid: "ada" } }, options),
  listQuotas: (database, options) => database.listQuotas({}, options),
  getUsage: (database, options) => database.getUsage({ from: "", by: "caller" }, options),
  listChanges: (database, options) => database.listChanges({ path }, options),
  restoreVersion: (database, options) => database.restoreVersion({ change: "" }, options),
};

test("every call takes a deadline and a signal", async () => {
  const { prototype } = Database;
  const calls = Object.getOwnPropertyNames(prototype).filter(
    (name) => name !== "constructor" && !name.startsWith("watch"),
  );
  expect(Object.keys(CALLS).toSorted()).toEqual(calls.toSorted());
  const { signal } = new AbortController();
  for (const [name, call] of Object.entries(CALLS)) {
    const sent: unknown[] = [];
    const answer = {
      document: { data: {} },
      documents: [],
      aggregates: {},
      results: [],
      changes: [],
    };
    const send: Send = (_name, _request, options) => {
      sent.push(options);
      return Promise.resolve(answer);
    };
    await call(new Database(send, { shareGets: false }), { deadlineMs: 500, signal });
    expect([name, sent]).toMatchObject([name, [{ deadlineMs: 500, signal }]]);
  }
});

test("positions of a query are of JavaScript's values", async () => {
  const sent: unknown[] = [];
  const database = new Database((...parts) => {
    sent.push(parts);
    return Promise.resolve({ aggregates: { all: 1 }, usage: { reads: 1, writes: 0, deletes: 0 } });
  });
  const since = new Date("2026-11-22T10:00:00Z");
  const request = {
    collection: "articles",
    orderBy: ["publishedAt"],
    startAt: [since],
    limit: 10_000,
    aggregates: { all: { count: true } as const },
  };
  await database.aggregateDocuments(request);
  const startAt = [{ $timestamp: "2026-11-22T10:00:00.000000Z" }];
  expect(sent).toEqual([["aggregateDocuments", { ...request, startAt }, { kind: "read" }]]);
});

test("a deadline is a number, and there are no other options", () => {
  const database = new Database(() => Promise.resolve({}));
  // @ts-expect-error a deadline is a number of milliseconds
  const wrong = () => database.getDocument({ path }, { deadlineMs: "500" });
  // @ts-expect-error there is no such option
  const unknown = () => database.getQuota({ timeoutMs: 500 });
  expect([wrong, unknown]).toHaveLength(2);
});
