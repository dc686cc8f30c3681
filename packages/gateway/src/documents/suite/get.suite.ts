import type { DocumentStore } from "../store.ts";
import { dataOf, failureOf, freshCollection, seed, TIME } from "./fixture.suite.ts";

export function getContract(store: DocumentStore): void {
  test("what was committed is there, with its times", async () => {
    const path = `${freshCollection()}/a`;
    const { commitTime, writeResults } = await store.commit(
      [{ kind: "update", path, fields: { n: 1 } }],
      {},
    );
    expect(commitTime).toMatch(TIME);
    expect(writeResults).toEqual([{ updateTime: commitTime }]);
    const { documents, readTime } = await store.get([path], {});
    expect(documents).toEqual([
      { path, data: { n: 1 }, createTime: commitTime, updateTime: commitTime },
    ]);
    expect(readTime).toMatch(TIME);
  });

  test("where there is nothing there is null, and a read time all the same", async () => {
    const { documents, readTime } = await store.get([`${freshCollection()}/none`], {});
    expect(documents).toEqual([null]);
    expect(readTime).toMatch(TIME);
  });

  test("documents come in the order asked, duplicates too", async () => {
    const c = freshCollection();
    await seed(store, { [`${c}/a`]: { n: 1 }, [`${c}/b`]: { n: 2 } });
    const paths = ["b", "none", "a", "b", "none", "a"].map((id) => `${c}/${id}`);
    const { documents } = await store.get(paths, {});
    expect(documents.map((document) => document?.data.n ?? null)).toEqual([2, null, 1, 2, null, 1]);
  });

  test("a read time never goes back and is not before the commits that are seen", async () => {
    const path = `${freshCollection()}/a`;
    let last = "";
    for (let i = 0; i < 5; i += 1) {
      const { commitTime } = await store.commit([{ kind: "update", path, fields: { i } }], {});
      const { readTime } = await store.get([path], {});
      expect(commitTime > last).toBe(true);
      expect(readTime >= commitTime).toBe(true);
      last = commitTime;
    }
  });

  test.each([
    [[], {}],
    [[["a"]], { a: 1 }],
    [[["m", "n"], ["US Gross"]], { m: { n: 2 }, "US Gross": 4 }],
    [[["m"], ["m", "n"]], { m: { n: 2, o: 3 } }],
    [[["m", "n", "deeper"], ["a", "deeper"], ["none"]], {}],
    [[["a.b"], ["`"], ["\\"]], { "a.b": 5, "`": 6, "\\": 7 }],
  ])("of the fields %j only %j comes back", async (fields, data) => {
    const path = `${freshCollection()}/a`;
    const whole = { a: 1, m: { n: 2, o: 3 }, "US Gross": 4, "a.b": 5, "`": 6, "\\": 7 };
    await seed(store, { [path]: whole });
    const { documents } = await store.get([path, path], { fields });
    expect(documents.map((document) => document?.data)).toEqual([data, data]);
  });

  test.each([
    "a b",
    "%2F",
    "%",
    "a:b",
    "x#y?z&w=1+2",
    "..x",
    "...",
    "_x_",
    "__x",
    "a\\b",
    "(default)",
    "*",
    "'\"`",
    "\u00fc\u65e5\u672c",
    "u\u0308",
    "\u{1f600}",
    "__proto",
    "constructor",
    "\u0001\u007f",
    "x".repeat(1500),
  ])("%j is an id like any other", async (id) => {
    const path = `${freshCollection()}/${id}`;
    await seed(store, { [path]: { id } });
    const { documents } = await store.get([path], {});
    expect(documents[0]).toMatchObject({ path, data: { id } });
  });

  test.each([".", "..", "", "__x__", "a/b", "/"])("%j is no id", async (id) => {
    const path = `${freshCollection()}/${id}`;
    expect(await failureOf(store.get([path], {}))).toMatchObject({ code: "INVALID_ARGUMENT" });
    const write = { kind: "update", path, fields: {} } as const;
    expect(await failureOf(store.commit([write], {}))).toMatchObject({
      code: "INVALID_ARGUMENT",
      outcomeUnknown: false,
    });
  });

  test("no path leads out of the database", async () => {
    const c = freshCollection();
    await seed(store, { [`${c}/a`]: { n: 1 } });
    for (const path of [
      `../documents/${c}/a`,
      `x/../${c}/a`,
      `x/../../documents/${c}/a`,
      `/${c}/a`,
      `${c}/a/`,
      `projects/other/databases/(default)/documents/${c}/a`,
    ]) {
      const found = await dataOf(store, path).catch(() => null);
      expect(found).toBeNull();
    }
  });

  test("there must be something to get", async () => {
    expect(await failureOf(store.get([], {}))).toMatchObject({ code: "INVALID_ARGUMENT" });
  });
}
