import type { Value } from "../../values/value.ts";
import type { DocumentStore, Transform } from "../store.ts";
import { dataOf, freshCollection, seed, versionOf } from "./fixture.suite.ts";

const NAN = { $number: "NaN" };
const MAX = { $int64: "9223372036854775807" };
const MIN = { $int64: "-9223372036854775808" };

export function transformContract(store: DocumentStore): void {
  test.each<[before: Value | undefined, transform: Transform, after: Value]>([
    [undefined, { kind: "increment", by: 2 }, 2],
    [1, { kind: "increment", by: 2 }, 3],
    [1, { kind: "increment", by: -2.5 }, -1.5],
    [0.5, { kind: "increment", by: 1 }, 1.5],
    ["text", { kind: "increment", by: 2 }, 2],
    [null, { kind: "increment", by: 1.5 }, 1.5],
    [9007199254740991, { kind: "increment", by: 2 }, { $int64: "9007199254740993" }],
    [{ $int64: "9007199254740993" }, { kind: "increment", by: -2 }, 9007199254740991],
    [MAX, { kind: "increment", by: 1 }, MAX],
    [MIN, { kind: "increment", by: -1 }, MIN],
    [1, { kind: "increment", by: NAN }, NAN],
    [undefined, { kind: "minimum", operand: 2 }, 2],
    ["text", { kind: "maximum", operand: 2.5 }, 2.5],
    [3, { kind: "minimum", operand: 2 }, 2],
    [1.5, { kind: "minimum", operand: 2 }, 1.5],
    [3, { kind: "maximum", operand: 2 }, 3],
    [1, { kind: "maximum", operand: 1.5 }, 1.5],
    [9007199254740991, { kind: "maximum", operand: MAX }, MAX],
    [MAX, { kind: "minimum", operand: MIN }, MIN],
    [1, { kind: "minimum", operand: NAN }, NAN],
    [NAN, { kind: "maximum", operand: 1 }, NAN],
    [0, { kind: "minimum", operand: -0 }, 0],
    [-0, { kind: "maximum", operand: 0 }, -0],
    [undefined, { kind: "arrayUnion", values: [1, 2, 1] }, [1, 2]],
    [[3, 1], { kind: "arrayUnion", values: [1, 2] }, [3, 1, 2]],
    [[1, 1], { kind: "arrayUnion", values: [] }, [1, 1]],
    ["text", { kind: "arrayUnion", values: ["a"] }, ["a"]],
    [[{ a: 1, b: 2 }], { kind: "arrayUnion", values: [{ b: 2, a: 1 }, {}] }, [{ a: 1, b: 2 }, {}]],
    [[null, NAN], { kind: "arrayUnion", values: [NAN, null] }, [null, NAN]],
    [[1, 2, 1, "1"], { kind: "arrayRemove", values: [1] }, [2, "1"]],
    [[null, NAN, 1.5], { kind: "arrayRemove", values: [NAN, null] }, [1.5]],
    [undefined, { kind: "arrayRemove", values: [1] }, []],
    ["text", { kind: "arrayRemove", values: ["text"] }, []],
  ])("%j with %j becomes %j", async (before, transform, after) => {
    const path = `${freshCollection()}/a`;
    await seed(store, { [path]: before === undefined ? {} : { m: { "a b": before } } });
    const field = ["m", "a b"];
    await store.commit(
      [{ kind: "update", path, fields: {}, mask: [], transforms: [{ field, transform }] }],
      {},
    );
    expect(await dataOf(store, path)).toEqual({ m: { "a b": after } });
  });

  test("the server's time is one for all the writes of a commit, in milliseconds", async () => {
    const c = freshCollection();
    const paths = [`${c}/a`, `${c}/b`];
    const transform = { kind: "serverTimestamp" } as const;
    const transforms = [
      { field: ["t"], transform },
      { field: ["u"], transform },
    ];
    const { commitTime } = await store.commit(
      paths.map((path) => ({ kind: "update", path, fields: { n: 1 }, transforms })),
      {},
    );
    const { documents } = await store.get(paths, {});
    const times = documents.flatMap((document) => [document?.data.t, document?.data.u]);
    expect(new Set(times.map((time) => JSON.stringify(time))).size).toBe(1);
    const { $timestamp } = times[0] as { $timestamp: string };
    expect($timestamp).toMatch(/\.\d{3}000Z$/);
    expect(Math.abs(Date.parse($timestamp) - Date.parse(commitTime))).toBeLessThan(5_000);
  });

  test("transforms come after the fields, one after another", async () => {
    const path = `${freshCollection()}/a`;
    const increment = { field: ["n"], transform: { kind: "increment", by: 1 } } as const;
    await store.commit(
      [{ kind: "update", path, fields: { n: 5, b: 1 }, transforms: [increment, increment] }],
      {},
    );
    expect(await dataOf(store, path)).toEqual({ n: 7, b: 1 });
  });

  test("a transform that changes nothing keeps the version", async () => {
    const path = `${freshCollection()}/a`;
    await seed(store, { [path]: { n: 1, l: [1] } });
    const version = await versionOf(store, path);
    const transforms = [
      { field: ["n"], transform: { kind: "increment", by: 0 } },
      { field: ["l"], transform: { kind: "arrayUnion", values: [1] } },
    ] as const;
    await store.commit([{ kind: "update", path, fields: {}, mask: [], transforms }], {});
    expect(await versionOf(store, path)).toBe(version);
  });
}
