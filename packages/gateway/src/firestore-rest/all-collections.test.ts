import fc from "fast-check";
import { anyData, anyone, collection, nobody, pathOwner, role, where } from "../index.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT, type MemoryRest, type RestAnswer } from "../testing/memory-rest.ts";
import { withinCollection } from "../query/all-collections.ts";
import { compileQuery } from "../documents/rest/compile-query.ts";

const open = { read: anyone(), write: anyone() };
const own = { read: pathOwner("uid"), write: pathOwner("uid") };
const schema = anyData();
const COLLECTIONS = [
  collection("boxes", { schema, access: open }),
  collection("boxes/{box}/{rest=**}", { schema, access: open }),
  collection("users/{uid}/{rest=**}", { schema, access: own }),
  collection("mixed/{id}/{rest=**}", { schema, access: open }),
  collection("mixed/{id}/secrets", { schema, access: { read: role("editor") } }),
  collection("partly/{id}/{rest=**}", { schema, access: { read: where("open", "==", true) } }),
  collection("single/{id}/{rest=**}", { schema, access: open }),
  collection("single/{id}/a/b", { schema, access: { read: nobody() } }),
  collection("bare", { schema, access: open }),
];
const STORED = {
  "boxes/a": { n: 1 },
  "boxes/a/x/1": { n: 1 },
  "boxes/a/x/1/y/2": { n: 1 },
  "boxes/gone/x/1": { n: 1 },
  "boxes/gone/x/2": { n: 1 },
  "boxes/z": { n: 1 },
  "boxes2/a": { n: 1 },
  "users/ada": { n: 1 },
  "users/ada/notes/1": { n: 1 },
  "users/ada/notes/1/deep/2": { n: 1 },
  "users/bob/notes/1": { n: 1 },
  "_quotas/a": { n: 1 },
};

async function rest(stored: object = STORED, caller: object = { uid: "ada" }) {
  const gateway = memoryGateway({ collections: COLLECTIONS });
  await gateway.documents.setAll(stored as Parameters<typeof gateway.documents.setAll>[0]);
  return { gateway, ask: gateway.restAs(caller as Parameters<typeof gateway.restAs>[0]) };
}

const NAMES = { select: { fields: [{ fieldPath: "__name__" }] } };
/** What Google's library asks for below a document, or within a collection. */
function below(parent: string, within?: string, more: object = {}): Parameters<MemoryRest> {
  const query = { collection: parent, allDescendants: true, orderBy: [] };
  const { structuredQuery } = compileQuery(
    { ...query, ...(within !== undefined && { where: withinCollection(within) }) },
    ROOT,
  );
  const at = parent === "" ? "documents" : `documents/${parent}`;
  return ["POST", `${at}:runQuery`, { structuredQuery: { ...structuredQuery, ...NAMES, ...more } }];
}

const told = ({ body }: RestAnswer) => {
  const elements = (Array.isArray(body) ? body : [body]) as {
    error?: { status: string };
    document?: { name: string };
  }[];
  return (
    elements[0]?.error?.status ??
    elements.flatMap(({ document }) => document?.name.slice(ROOT.length) ?? [])
  );
};

test("all that is below a document, and within a collection, is told by name to who may list all of it", async () => {
  const { ask } = await rest();
  expect(told(await ask(...below("boxes/a")))).toEqual(["boxes/a/x/1", "boxes/a/x/1/y/2"]);
  expect(told(await ask(...below("", "boxes")))).toEqual(
    Object.keys(STORED).filter((path) => path.startsWith("boxes/")),
  );
  expect(told(await ask(...below("boxes/a", "boxes/a/x")))).toHaveLength(2);
  expect(told(await ask(...below("users/ada")))).toHaveLength(2);
  const answer = (await ask(...below("boxes/a"))).body as { document?: object }[];
  expect(answer[0]?.document).toMatchObject({ fields: {} });
});

test.each([
  ["of somebody else", below("users/bob")],
  ["of which a collection is hidden", below("mixed/a")],
  ["of which a document is hidden", below("single/a")],
  ["of which the policy looks at the documents", below("partly/a")],
  ["where not every collection is declared", below("bare/a")],
  ["in a collection below whose documents nothing is declared", below("", "bare")],
  ["at the root", below("")],
  ["of the gateway's own", below("", "_quotas")],
  ["below the gateway's own", below("_quotas/a")],
  ["where the query keeps to a collection elsewhere", below("bare/a", "boxes")],
])("what is below a document %s is refused, whatever is stored", async (_where, asked) => {
  const { ask } = await rest();
  const empty = await rest({ "other/a": {} });
  expect(told(await ask(...asked))).toBe("PERMISSION_DENIED");
  expect(told(await empty.ask(...asked))).toBe("PERMISSION_DENIED");
});

test("a role opens what the narrower definition hides", async () => {
  const { ask } = await rest(
    { "mixed/a/secrets/1": {} },
    { uid: "eve", claims: { roles: ["editor"] } },
  );
  expect(told(await ask(...below("mixed/a")))).toEqual(["mixed/a/secrets/1"]);
});

test.each([
  ["fields", { select: { fields: [{ fieldPath: "n" }] } }],
  ["whole documents", { select: undefined }],
  ["the order of a field", { orderBy: [{ field: { fieldPath: "n" } }] }],
  [
    "a filter of a field",
    {
      where: {
        fieldFilter: { field: { fieldPath: "n" }, op: "EQUAL", value: { nullValue: null } },
      },
    },
  ],
])("of all collections %s are not carried", async (_what, more) => {
  const { ask } = await rest();
  expect(told(await ask(...below("boxes/a", undefined, more)))).toBe("UNIMPLEMENTED");
});

describe("a listing with showMissing", () => {
  const list = async (ask: Awaited<ReturnType<typeof rest>>["ask"], path: string, size: number) => {
    const found: { name: string; updateTime?: string }[] = [];
    let token = "";
    do {
      const page = `pageSize=${String(size)}&pageToken=${token}`;
      const { body } = await ask("GET", `documents/${path}?showMissing=true&${page}`);
      const { documents, nextPageToken, error } = body as {
        documents?: typeof found;
        nextPageToken?: string;
        error?: { status: string };
      };
      if (error !== undefined) return error.status;
      found.push(...(documents ?? []));
      token = nextPageToken ?? "";
    } while (token !== "");
    return found.map(({ name, updateTime }) => [name.slice(ROOT.length), updateTime !== undefined]);
  };

  test("tells the documents and those that have but documents below them", async () => {
    const { ask } = await rest();
    const expected = [
      ["boxes/a", true],
      ["boxes/gone", false],
      ["boxes/z", true],
    ];
    for (const size of [1, 2, 3, 50]) expect(await list(ask, "boxes", size)).toEqual(expected);
  });

  test("is refused where what is below them is not all the caller's to list", async () => {
    const { ask } = await rest();
    for (const path of ["bare", "users", "mixed", "partly", "single", "_quotas"]) {
      expect(await list(ask, path, 5)).toBe("PERMISSION_DENIED");
    }
    expect(await list(ask, "users/ada/notes", 5)).toEqual([["users/ada/notes/1", true]]);
  });

  test("finds each name once, whatever is stored, in pages of any size", async () => {
    const id = fc.constantFrom(
      "a",
      "b",
      "c",
      "\u0000",
      "a\u0000",
      "é",
      "__id7__",
      "x".repeat(1500),
    );
    const path = fc
      .array(fc.tuple(fc.constantFrom("x", "y"), id), { maxLength: 2 })
      .chain((deeper) => id.map((first) => [["boxes", first], ...deeper].flat().join("/")));
    const stored = fc.uniqueArray(path, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(stored, fc.integer({ min: 1, max: 5 }), async (paths, size) => {
        const entries = ["other/a", ...paths].map((one) => [one, {}]);
        const { ask } = await rest(Object.fromEntries(entries) as object);
        const names = new Set(paths.map((one) => one.split("/").slice(0, 2).join("/")));
        const found = await list(ask, "boxes", size);
        expect(new Map(found as [string, boolean][])).toEqual(
          new Map([...names].map((name) => [name, paths.includes(name)])),
        );
        expect(found).toHaveLength(names.size);
      }),
      { numRuns: 100 },
    );
  });

  test("is charged for each document that it looks at", async () => {
    const many = Array.from({ length: 40 }, (_, n) => `boxes/a/x/${String(n)}`);
    const paths = [...many, "boxes/b", "boxes/c/x/1"];
    const { ask } = await rest(Object.fromEntries(paths.map((path) => [path, {}])));
    const { usage } = await ask("GET", "documents/boxes?showMissing=true&pageSize=10");
    // Ten below the first, then both others.
    expect(usage.reads).toBe(12);
  });
});
