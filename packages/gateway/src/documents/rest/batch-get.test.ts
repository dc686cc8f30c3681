import { BatchGet } from "./batch-get.ts";
import { MisplacedDocumentError } from "./misplaced-document-error.ts";
import type { RestRequest } from "./rest-client.ts";

const ROOT = "projects/p/databases/d/documents/";

interface Body {
  readonly documents: readonly string[];
  readonly mask?: { readonly fieldPaths: readonly string[] };
}

/** Finds no document, and remembers what it was asked. */
function emptyDatabase() {
  const requests: Body[] = [];
  const client = {
    read: async ({ target, body }: RestRequest): Promise<unknown> => {
      expect(target).toBe(":batchGet");
      requests.push(body as Body);
      await Promise.resolve();
      return (body as Body).documents.map((missing) => ({
        missing,
        readTime: "2026-11-22T10:00:00Z",
      }));
    },
  };
  return { batchGet: new BatchGet(client, ROOT), requests };
}

const paths = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `c/${String(from + i)}`);

test("the gets of one turn are one request, those of the next are another", async () => {
  const { batchGet, requests } = emptyDatabase();
  await Promise.all([
    batchGet.get(["c/a"], {}),
    Promise.resolve().then(() => batchGet.get(["c/b"], {})),
  ]);
  await batchGet.get(["c/a"], {});
  expect(requests.map(({ documents }) => documents)).toEqual([
    [`${ROOT}c/a`, `${ROOT}c/b`],
    [`${ROOT}c/a`],
  ]);
});

test("gets of other fields are other requests", async () => {
  const { batchGet, requests } = emptyDatabase();
  await Promise.all([
    batchGet.get(["c/a"], {}),
    batchGet.get(["c/b"], { fields: [["US Gross"], ["a", "b"]] }),
    batchGet.get(["c/c"], { fields: [["a.b"]] }),
    batchGet.get(["c/d"], { fields: [["US Gross"], ["a", "b"]] }),
    batchGet.get(["c/e"], { fields: [] }),
  ]);
  expect(requests).toEqual([
    { documents: [`${ROOT}c/a`] },
    { documents: [`${ROOT}c/b`, `${ROOT}c/d`], mask: { fieldPaths: ["`US Gross`", "a.b"] } },
    { documents: [`${ROOT}c/c`], mask: { fieldPaths: ["`a.b`"] } },
    { documents: [`${ROOT}c/e`], mask: { fieldPaths: [] } },
  ]);
});

test("a shared request is of at most 300 documents, a call's own paths stay together", async () => {
  const { batchGet, requests } = emptyDatabase();
  await Promise.all([
    batchGet.get(paths(299), {}),
    batchGet.get(paths(1, 1000), {}),
    batchGet.get(paths(1, 2000), {}),
    batchGet.get(paths(500, 3000), {}),
  ]);
  expect(requests.map(({ documents }) => documents.length)).toEqual([300, 1, 500]);
});

test.each(["found", "missing"])(
  "a document that was not asked for is not taken as %s",
  async (as) => {
    const times = { createTime: "2026-11-22T10:00:00Z", updateTime: "2026-11-22T10:00:00Z" };
    for (const name of [`${ROOT}c/b`, `${ROOT}c/a/d/a`, "projects/q/databases/d/documents/c/a"]) {
      const element = as === "found" ? { found: { name, ...times } } : { missing: name };
      const client = {
        read: async () => Promise.resolve([{ ...element, readTime: "2026-11-22T10:00:00Z" }]),
      };
      const got = new BatchGet(client, ROOT).get(["c/a"], {});
      await expect(got).rejects.toThrow(MisplacedDocumentError);
    }
  },
);

test("the time of the read has microseconds", async () => {
  const { batchGet } = emptyDatabase();
  const { documents, readTime } = await batchGet.get(["c/a"], {});
  expect(documents).toEqual([null]);
  expect(readTime).toBe("2026-11-22T10:00:00.000000Z");
});

test("the gateway's own documents are never in a request with those of callers", async () => {
  const { batchGet, requests } = emptyDatabase();
  await Promise.all([
    batchGet.get(["c/a"], {}),
    batchGet.get(["_quotas/a"], {}),
    batchGet.get(["_quotas/b"], {}),
    // A write reads its document and its record at one moment, and shares them with nobody.
    batchGet.get(["c/b", "_requests/b"], {}),
    batchGet.get(["c/d", "_requests/d"], {}),
    batchGet.get(["c/e"], {}),
  ]);
  const asked = requests.map(({ documents }) => documents.map((name) => name.slice(ROOT.length)));
  expect(asked).toEqual([
    ["c/a", "c/e"],
    ["_quotas/a", "_quotas/b"],
    ["c/b", "_requests/b"],
    ["c/d", "_requests/d"],
  ]);
});

test("a record of the gateway's that holds what it has not written fails its own reader alone", async () => {
  const readTime = "2026-11-22T10:00:00Z";
  const batchGet = new BatchGet(
    {
      read: async ({ body }) => {
        await Promise.resolve();
        return (body as Body).documents.map((name) => {
          const fields = { state: name.endsWith("bad") ? { newValue: 1 } : { stringValue: "x" } };
          return { found: { name, fields, createTime: readTime, updateTime: readTime }, readTime };
        });
      },
    },
    ROOT,
  );
  const good = batchGet.get(["_quotas/good"], {});
  await expect(batchGet.get(["_quotas/bad"], {})).rejects.toMatchObject({ code: "INTERNAL" });
  expect((await good).documents).toMatchObject([{ data: { state: "x" } }]);
  const [document] = (await batchGet.get(["c/bad"], {})).documents;
  expect(document).toMatchObject({ data: {}, unreadable: [{ field: ["state"] }] });
});
