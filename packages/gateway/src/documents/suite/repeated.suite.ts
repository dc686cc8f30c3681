import type { DocumentStore, Precondition, Write } from "../store.ts";
import { dataOf, failureOf, freshCollection, seed, versionOf } from "./fixture.suite.ts";

const NOW = { kind: "serverTimestamp" } as const;
const ONE_MORE = { kind: "increment", by: 1 } as const;

/** Several writes of one document in one commit. */
export function repeatedContract(store: DocumentStore): void {
  const set = (
    path: string,
    fields: Record<string, number>,
    precondition?: Precondition,
  ): Write => {
    return { kind: "update", path, fields, ...(precondition && { precondition }) };
  };
  const remove = (path: string, precondition?: Precondition): Write => {
    return { kind: "delete", path, ...(precondition && { precondition }) };
  };
  const there = { exists: true };
  const notThere = { exists: false };

  test.each<[claim: string, writes: (path: string) => Write[], after: object | null]>([
    ["made and written over", (p) => [set(p, { a: 1 }, notThere), set(p, { b: 2 })], { b: 2 }],
    ["made and required", (p) => [set(p, { a: 1 }, notThere), set(p, { b: 2 }, there)], { b: 2 }],
    ["made and deleted", (p) => [set(p, { a: 1 }, notThere), remove(p)], null],
    ["deleted and made", (p) => [remove(p), set(p, { a: 1 }, notThere)], { a: 1 }],
    ["deleted twice", (p) => [remove(p), remove(p)], null],
  ])("a document is %s", async (_claim, writes, after) => {
    const path = `${freshCollection()}/a`;
    const { commitTime, writeResults } = await store.commit(writes(path), {});
    expect(await dataOf(store, path)).toEqual(after);
    const updates = writes(path).map(({ kind }) => kind === "update" && after !== null);
    expect(writeResults).toEqual(
      updates.map((isLeft) => (isLeft ? { updateTime: commitTime } : {})),
    );
  });

  test.each<[claim: string, writes: (path: string) => Write[]]>([
    ["made after it was made", (p) => [set(p, {}, notThere), set(p, {}, notThere)]],
    ["made after it was set", (p) => [set(p, {}), set(p, {}, notThere)]],
    ["made after it was required", (p) => [set(p, {}, there), set(p, {}, notThere)]],
    ["required after it was deleted", (p) => [remove(p), set(p, {}, there)]],
    ["deleted after it was deleted", (p) => [remove(p, there), remove(p, there)]],
  ])("a document can't be %s, whatever is stored", async (_claim, writes) => {
    const collection = freshCollection();
    await seed(store, { [`${collection}/a`]: { n: 1 } });
    for (const id of ["a", "none"]) {
      const failure = await failureOf(store.commit(writes(`${collection}/${id}`), {}));
      expect(failure).toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });

  test("a document may be larger than 1 MiB between its writes, but not after them", async () => {
    const path = `${freshCollection()}/a`;
    const text = "x".repeat(600_000);
    const grown: Write[] = [
      { kind: "update", path, fields: { a: text } },
      { kind: "update", path, fields: { b: text }, mask: [["b"]] },
    ];
    expect(await failureOf(store.commit(grown, {}))).toMatchObject({ code: "INVALID_ARGUMENT" });
    const shrunk: Write = { kind: "update", path, fields: {}, mask: [["a"]] };
    await store.commit([...grown, shrunk], {});
    expect(await dataOf(store, path)).toEqual({ b: text });
    await store.commit([...grown, remove(path)], {});
    expect(await dataOf(store, path)).toBeNull();
  });

  test("a version that the first write requires guards all, and the others may require it too", async () => {
    const path = `${freshCollection()}/a`;
    await seed(store, { [path]: { n: 1 } });
    const updateTime = await versionOf(store, path);
    await seed(store, { [path]: { n: 2 } });
    const stale = [set(path, { n: 3 }, { updateTime }), set(path, { n: 4 })];
    expect(await failureOf(store.commit(stale, {}))).toMatchObject({ code: "FAILED_PRECONDITION" });
    const now = { updateTime: await versionOf(store, path) };
    await store.commit([set(path, { n: 3 }, now), set(path, { n: 4 }, now), remove(path)], {});
    expect(await dataOf(store, path)).toBeNull();
  });

  test("a version can't be required by a later write alone, nor another one", async () => {
    const path = `${freshCollection()}/a`;
    await seed(store, { [path]: { n: 1 } });
    const now = { updateTime: await versionOf(store, path) };
    const before = { updateTime: "2020-01-01T00:00:00.000001Z" };
    for (const writes of [
      [set(path, {}), set(path, {}, now)],
      [set(path, {}, there), set(path, {}, now)],
      [set(path, {}, now), set(path, {}, before)],
      [remove(path, now), set(path, {}, now)],
    ]) {
      expect(await failureOf(store.commit(writes, {}))).toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });

  test("writes that together change nothing keep the version, unless the document was deleted between", async () => {
    const path = `${freshCollection()}/a`;
    await seed(store, { [path]: { n: 1 } });
    const updateTime = await versionOf(store, path);
    const back = await store.commit([set(path, { n: 2 }), set(path, { n: 1 })], {});
    expect(back.writeResults).toEqual([{ updateTime }, { updateTime }]);
    const anew = await store.commit([remove(path), set(path, { n: 1 })], {});
    const { documents } = await store.get([path], {});
    expect(documents[0]).toMatchObject({
      createTime: anew.commitTime,
      updateTime: anew.commitTime,
    });
  });

  test("each write has the results of its own transforms, null for arrays, in their order", async () => {
    const path = `${freshCollection()}/a`;
    await seed(store, { [path]: { n: 5, l: [1] } });
    const transforms = [
      { field: ["n"], transform: ONE_MORE },
      { field: ["l"], transform: { kind: "arrayUnion", values: [2] } },
      { field: ["r"], transform: { kind: "arrayRemove", values: [2] } },
      { field: ["at"], transform: NOW },
      { field: ["low"], transform: { kind: "minimum", operand: 2.5 } },
      { field: ["n"], transform: ONE_MORE },
    ] as const;
    const write = { kind: "update", path, fields: {}, mask: [], transforms } as const;
    const { writeResults } = await store.commit([write, remove(path), write], {});
    const data = await dataOf(store, path);
    expect(writeResults.map(({ transformResults }) => transformResults)).toEqual([
      [6, null, null, data?.["at"], 2.5, 7],
      undefined,
      [1, null, null, data?.["at"], 2.5, 2],
    ]);
  });
}
