import { anyData, anyone, collection, where } from "../index.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";

const schema = anyData();
const ours = where("open", "==", true);
const access = { read: ours, write: ours };
const COLLECTIONS = [
  collection("public", { schema, access: { read: anyone(), write: anyone() } }),
  collection("guarded", { schema, access }),
  collection("byId", { schema, access, ids: "open" }),
];
const STORED = { "public/there": { n: 1 }, "guarded/there": { n: 1 }, "byId/there": { n: 1 } };

async function send(...request: Parameters<ReturnType<typeof rest>>) {
  const { status, body } = await rest()(...request);
  return status === 200 ? "OK" : (body as { error: { status: string } }).error.status;
}

let gateway: ReturnType<typeof memoryGateway>;
const rest = () => gateway.restAs({ uid: "ada" });

beforeEach(async () => {
  gateway = memoryGateway({ collections: COLLECTIONS });
  await gateway.documents.setAll(STORED);
});

/** As SDKs delete in a transaction what they found missing there. */
const deleteOfNothing = (path: string) => ({
  delete: ROOT + path,
  currentDocument: { exists: false },
});
const commit = (...writes: object[]) => send("POST", "documents:commit", { writes });

test.each([
  ["public/none", "OK"],
  ["public/there", "ALREADY_EXISTS"],
  ["byId/none", "OK"],
  ["byId/there", "ALREADY_EXISTS"],
  // Who may not know which ids are taken is told neither by it.
  ["guarded/none", "PERMISSION_DENIED"],
  ["guarded/there", "PERMISSION_DENIED"],
])("a delete that requires that %s is missing is %s, and deletes nothing", async (path, told) => {
  expect(await commit(deleteOfNothing(path))).toBe(told);
  expect(await send("DELETE", `documents/${path}?currentDocument.exists=false`)).toBe(told);
  expect(await gateway.documents.list()).toEqual(STORED);
});

test("what follows it in the commit is applied", async () => {
  const name = `${ROOT}public/none`;
  const update = { name, fields: { n: { integerValue: "2" } } };
  expect(await commit(deleteOfNothing("public/none"), { delete: name })).toBe("OK");
  expect(await commit(deleteOfNothing("public/none"), { update })).toBe("OK");
  expect(await gateway.documents.list()).toEqual({ ...STORED, "public/none": { n: 2 } });
});

test.each(["public", "guarded", "byId"])(
  "what a commit has deleted it can delete again, in %s",
  async (name) => {
    const path = `${name}/there`;
    await gateway.documents.setAll({ [path]: { open: true } });
    const remove = { delete: ROOT + path };
    expect(await commit(remove, remove, remove)).toBe("OK");
    expect(Object.keys(await gateway.documents.list())).not.toContain(path);
  },
);

test.each(["public", "byId"])(
  "what a commit has made and deleted it can delete again, in %s",
  async (name) => {
    const path = `${name}/made`;
    const make = { update: { name: ROOT + path, fields: { open: { booleanValue: true } } } };
    const remove = { delete: ROOT + path };
    expect(await commit(make, remove, remove)).toBe("OK");
    expect(Object.keys(await gateway.documents.list())).not.toContain(path);
    expect(await commit(make, remove, make, remove, remove, make)).toBe("OK");
    expect(Object.keys(await gateway.documents.list())).toContain(path);
    expect(await commit(remove, make, remove, remove)).toBe("OK");
    expect(Object.keys(await gateway.documents.list())).not.toContain(path);
  },
);
