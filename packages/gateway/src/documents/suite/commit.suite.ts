import type { FieldPath } from "../../paths/field-path.ts";
import type { Fields } from "../../values/value.ts";
import type { DocumentStore, Write } from "../store.ts";
import { dataOf, failureOf, freshCollection, seed, versionOf } from "./fixture.suite.ts";

export function commitContract(store: DocumentStore): void {
  test.each<[claim: string, mask: readonly FieldPath[] | undefined, fields: Fields, after: Fields]>(
    [
      ["without a mask the document is replaced", undefined, { b: 9 }, { b: 9 }],
      [
        "only the fields of the mask are written",
        [["a"]],
        { a: 9, b: 9 },
        { a: 9, m: { n: 2, o: 3 }, s: "x" },
      ],
      [
        "a field of the mask that is not given is deleted",
        [["a"], ["none"]],
        {},
        { m: { n: 2, o: 3 }, s: "x" },
      ],
      [
        "a mask reaches into maps",
        [["m", "n"]],
        { m: { n: 9 } },
        { a: 1, m: { n: 9, o: 3 }, s: "x" },
      ],
      ["and deletes there", [["m", "n"]], {}, { a: 1, m: { o: 3 }, s: "x" }],
      [
        "to the last field of a map",
        [
          ["m", "n"],
          ["m", "o"],
        ],
        {},
        { a: 1, m: {}, s: "x" },
      ],
      [
        "a map takes the place of another value",
        [["s", "t"]],
        { s: { t: 9 } },
        { a: 1, m: { n: 2, o: 3 }, s: { t: 9 } },
      ],
      [
        "unless there is nothing to set in it",
        [
          ["s", "t"],
          ["q", "r"],
        ],
        {},
        { a: 1, m: { n: 2, o: 3 }, s: "x" },
      ],
      ["an empty mask writes nothing", [], { a: 9 }, { a: 1, m: { n: 2, o: 3 }, s: "x" }],
      [
        "names of any kind are masked",
        [["US Gross"], ["a.b"], ["`\\"]],
        { "US Gross": 1, "a.b": 2, "`\\": 3 },
        { a: 1, m: { n: 2, o: 3 }, s: "x", "US Gross": 1, "a.b": 2, "`\\": 3 },
      ],
    ],
  )("%s", async (_claim, mask, fields, after) => {
    const path = `${freshCollection()}/a`;
    await seed(store, { [path]: { a: 1, m: { n: 2, o: 3 }, s: "x" } });
    await store.commit([{ kind: "update", path, fields, ...(mask && { mask }) }], {});
    expect(await dataOf(store, path)).toEqual(after);
  });

  test("an empty mask makes an empty document where there is none", async () => {
    const path = `${freshCollection()}/a`;
    await store.commit([{ kind: "update", path, fields: { a: 1 }, mask: [] }], {});
    expect(await dataOf(store, path)).toEqual({});
  });

  test("deleting removes the document, and is answered with the time, even where there is none", async () => {
    const c = freshCollection();
    await seed(store, { [`${c}/a`]: { n: 1 } });
    const before = await versionOf(store, `${c}/a`);
    const { commitTime, writeResults } = await store.commit(
      [
        { kind: "delete", path: `${c}/a` },
        { kind: "delete", path: `${c}/none` },
      ],
      {},
    );
    expect(commitTime > before).toBe(true);
    expect(writeResults).toEqual([{}, {}]);
    expect(await dataOf(store, `${c}/a`)).toBeNull();
  });

  test("a document that is deleted and made again is a new one", async () => {
    const path = `${freshCollection()}/a`;
    await seed(store, { [path]: { n: 1 } });
    const before = await versionOf(store, path);
    await store.commit([{ kind: "delete", path }], {});
    await seed(store, { [path]: { n: 1 } });
    const { documents } = await store.get([path], {});
    expect(documents[0]?.createTime).toBe(documents[0]?.updateTime);
    expect((documents[0]?.createTime as string) > before).toBe(true);
  });

  test("an update keeps the time of creation", async () => {
    const path = `${freshCollection()}/a`;
    await seed(store, { [path]: { n: 1 } });
    const createTime = await versionOf(store, path);
    await seed(store, { [path]: { n: 2 } });
    const { documents } = await store.get([path], {});
    expect(documents[0]).toMatchObject({ createTime });
    expect((documents[0]?.updateTime as string) > createTime).toBe(true);
  });

  test("a write that changes nothing keeps the version", async () => {
    const path = `${freshCollection()}/a`;
    const data = {
      a: 1,
      m: { x: [1, "a"], y: null },
      t: { $timestamp: "2026-11-22T10:00:00.000000Z" },
    };
    await seed(store, { [path]: data });
    const version = await versionOf(store, path);
    for (const write of [
      { kind: "update", path, fields: data },
      { kind: "update", path, fields: { a: 1 }, mask: [["a"], ["none"]] },
      { kind: "update", path, fields: {}, mask: [] },
    ] as const) {
      const { commitTime, writeResults } = await store.commit([write], {});
      expect(writeResults).toEqual([{ updateTime: version }]);
      expect(commitTime > version).toBe(true);
    }
    expect(await versionOf(store, path)).toBe(version);
  });

  test("all is written at one time, or nothing is", async () => {
    const c = freshCollection();
    await seed(store, { [`${c}/taken`]: {} });
    const writes: Write[] = [
      { kind: "update", path: `${c}/a`, fields: { n: 1 } },
      { kind: "update", path: `${c}/b`, fields: { n: 2 } },
    ];
    const create = {
      kind: "update",
      path: `${c}/taken`,
      fields: {},
      precondition: { exists: false },
    } as const;
    await failureOf(store.commit([...writes, create], {}));
    expect((await store.get([`${c}/a`, `${c}/b`], {})).documents).toEqual([null, null]);
    const { commitTime } = await store.commit(writes, {});
    const { documents } = await store.get([`${c}/a`, `${c}/b`], {});
    expect(documents.map((document) => document?.updateTime)).toEqual([commitTime, commitTime]);
  });

  test("several writes of one document are applied in their order", async () => {
    const path = `${freshCollection()}/a`;
    await store.commit(
      [
        { kind: "update", path, fields: { a: 1, b: 1 } },
        { kind: "update", path, fields: { b: 2 }, mask: [["b"]] },
        { kind: "update", path, fields: { c: 3 }, mask: [["c"]] },
      ],
      {},
    );
    expect(await dataOf(store, path)).toEqual({ a: 1, b: 2, c: 3 });
  });

  test("a few hundred writes are one commit", async () => {
    const c = freshCollection();
    const writes = Array.from({ length: 600 }, (_, n): Write => {
      return { kind: "update", path: `${c}/${String(n)}`, fields: { n } };
    });
    expect((await store.commit(writes, {})).writeResults).toHaveLength(600);
  });

  test.each<[string, Fields]>([
    ["an array in an array", { a: [[1]] }],
    ["an array in an array in a map", { m: { a: [{ b: [[]] }] } }],
    ["more than 1 MiB", { s: "x".repeat(1_048_577) }],
  ])("%s is refused, and all that is committed with it", async (_claim, fields) => {
    const c = freshCollection();
    const failure = await failureOf(
      store.commit(
        [
          { kind: "update", path: `${c}/a`, fields: {} },
          { kind: "update", path: `${c}/b`, fields },
        ],
        {},
      ),
    );
    expect(failure).toMatchObject({ code: "INVALID_ARGUMENT", outcomeUnknown: false });
    expect(await dataOf(store, `${c}/a`)).toBeNull();
  });

  test("there must be something to commit", async () => {
    expect(await failureOf(store.commit([], {}))).toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  test("a document that would grow past 1 MiB is refused, and nothing of the commit is applied", async () => {
    const collection = freshCollection();
    const [full, roomy] = [`${collection}/full`, `${collection}/roomy`];
    await seed(store, { [full]: { t: "x".repeat(1_000_000) }, [roomy]: { n: 1 } });
    const more: Write = {
      kind: "update",
      path: full,
      fields: { u: "x".repeat(100_000) },
      mask: [["u"]],
    };
    const other: Write = { kind: "update", path: roomy, fields: { n: 2 } };
    expect((await failureOf(store.commit([other, more], {}))).code).toBe("INVALID_ARGUMENT");
    expect(await dataOf(store, roomy)).toEqual({ n: 1 });
    const [applied, refused] = await store.batchWrite([other, more], {});
    expect(applied).not.toHaveProperty("error");
    expect(refused).toMatchObject({ error: { code: "INVALID_ARGUMENT" } });
  });
}
