import { anyData, collection, nobody, where } from "../index.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";
import type { RestAnswer } from "../testing/memory-rest.ts";

const open = where("open", "==", true);
const access = { read: open, create: open, update: open, delete: open };
const guarded = collection("guarded", { schema: anyData(), access });
const byId = collection("byId", { schema: anyData(), access, ids: "open" });
const shut = collection("shut", {
  schema: anyData(),
  access: { read: nobody(), write: nobody() },
});

const OPEN = { open: { booleanValue: true } };

async function told(collectionId: string, id: string) {
  const gateway = memoryGateway({ collections: [guarded, byId, shut] });
  await gateway.documents.setAll({
    "guarded/hidden": { open: false },
    "byId/hidden": { open: false },
    "shut/hidden": { open: true },
  });
  const ada = gateway.restAs({ uid: "ada" });
  const path = `${collectionId}/${id}`;
  const name = ROOT + path;
  const commit = (write: object) => ada("POST", "documents:commit", { writes: [write] });
  const update = { name, fields: OPEN };
  const structuredQuery = { from: [{ collectionId }], limit: 5 };
  return {
    get: statusOf(await ada("GET", `documents/${path}`)),
    batchGet: statusOf(await ada("POST", "documents:batchGet", { documents: [name] })),
    list: statusOf(await ada("POST", "documents:runQuery", { structuredQuery })),
    update: statusOf(
      await commit({
        update,
        updateMask: { fieldPaths: ["open"] },
        currentDocument: { exists: true },
      }),
    ),
    delete: statusOf(await commit({ delete: name })),
    create: statusOf(await commit({ update, currentDocument: { exists: false } })),
    set: statusOf(await commit({ update })),
  };
}

function statusOf({ body }: RestAnswer): string {
  const [first] = (Array.isArray(body) ? body : [body]) as {
    error?: { status: string };
    missing?: string;
  }[];
  return first?.error?.status ?? (first?.missing === undefined ? "OK" : "missing");
}

const NOT_TOLD = { get: "NOT_FOUND", batchGet: "missing", list: "OK" };

test("absent and hidden are told alike", async () => {
  const absent = await told("guarded", "absent");
  expect(absent).toEqual({
    ...NOT_TOLD,
    update: "NOT_FOUND",
    delete: "NOT_FOUND",
    create: "PERMISSION_DENIED",
    set: "PERMISSION_DENIED",
  });
  expect(await told("guarded", "hidden")).toEqual(absent);
});

test("where ids are open, only writes that may make a document tell of one", async () => {
  const { create, set, ...others } = await told("byId", "hidden");
  const absent = await told("byId", "absent");
  expect(absent).toMatchObject({ ...NOT_TOLD, create: "OK", set: "OK" });
  expect({ ...absent, ...others }).toEqual(absent);
  expect({ create, set }).toEqual({ create: "ALREADY_EXISTS", set: "PERMISSION_DENIED" });
});

test.each(["shut", "undeclared"])("what is %s is forbidden, whatever is stored", async (id) => {
  const forbidden = {
    get: "PERMISSION_DENIED",
    batchGet: "PERMISSION_DENIED",
    list: "PERMISSION_DENIED",
    update: "PERMISSION_DENIED",
    delete: "PERMISSION_DENIED",
    create: "PERMISSION_DENIED",
    set: "PERMISSION_DENIED",
  };
  expect(await told(id, "hidden")).toEqual(forbidden);
  expect(await told(id, "absent")).toEqual(forbidden);
});
