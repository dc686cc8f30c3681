import { randomUUID } from "node:crypto";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

const COLLECTION = "lostKey";
const KEY = "_lostkey_secrets/gateway";

interface Written {
  readonly document: { readonly path: string };
  readonly replayed?: true;
}
interface Page {
  readonly nextCursor?: string;
}

let production: Production;

beforeAll(async () => {
  production = await Production.startApp("test/fixtures/lost-key/index.ts");
});
afterAll(() => production.stop());

function callerOf(instance: GatewayProcess): Caller {
  return new Caller(instance, { sub: "lost-key-ada" });
}

async function create(instance: GatewayProcess, text: string, requestId: string): Promise<Written> {
  const request = { collection: COLLECTION, data: { text }, requestId };
  const { result } = await callerOf(instance).call<Written>("createDocument", request);
  if (result === undefined) throw new Error("It was refused.");
  return result;
}

/** A cursor is sealed with the key, which is made and stored for it where there is none. */
async function useKey(instance: GatewayProcess): Promise<void> {
  const page = { collection: COLLECTION, limit: 1 };
  const { result } = await callerOf(instance).call<Page>("queryDocuments", page);
  expect(result?.nextCursor).toEqual(expect.any(String));
}

const storedKey = async () => (await rawFirestore.get(KEY))?.fields?.["key"]?.["stringValue"];

async function countOf(text: string): Promise<number> {
  const documents = await rawFirestore.list(COLLECTION);
  return documents.filter(({ fields }) => fields?.["text"]?.["stringValue"] === text).length;
}

test("the gateway's key, lost under running instances, makes no request apply twice, whether an old instance repeats it or a new one", async () => {
  const [before, after] = [`before ${randomUUID()}`, `after ${randomUUID()}`];
  const [first, second] = [randomUUID(), randomUUID()];
  const old = await production.instance("database");
  const made = await create(old, before, first);
  await create(old, before, randomUUID());
  await useKey(old);
  const lost = await storedKey();
  expect(lost).toEqual(expect.any(String));

  await rawFirestore.delete(KEY);
  const [oneOfNew, another] = await Promise.all([
    production.instance("database"),
    production.instance("database"),
  ]);
  await create(oneOfNew, after, second);
  await useKey(oneOfNew);
  expect(await storedKey()).not.toBe(lost);
  for (const instance of [old, oneOfNew, another]) {
    const again = await create(instance, before, first);
    expect(again).toMatchObject({ replayed: true, document: { path: made.document.path } });
    expect(await create(instance, after, second)).toMatchObject({ replayed: true });
    await useKey(instance);
  }
  expect([await countOf(before), await countOf(after)]).toEqual([2, 1]);
});
