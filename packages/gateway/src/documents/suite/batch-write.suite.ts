import type { Fields } from "../../values/value.ts";
import type { DocumentStore, StoreError, StoreErrorCode, Write } from "../store.ts";
import { dataOf, failureOf, freshCollection, seed, TIME } from "./fixture.suite.ts";

export function batchWriteContract(store: DocumentStore): void {
  test("each write stands alone, and has its result in its place", async () => {
    const c = freshCollection();
    await seed(store, { [`${c}/taken`]: { n: 1 }, [`${c}/old`]: { n: 1 } });
    const results = await store.batchWrite(
      [
        { kind: "update", path: `${c}/a`, fields: { n: 2 } },
        { kind: "update", path: `${c}/taken`, fields: {}, precondition: { exists: false } },
        { kind: "update", path: `${c}/none`, fields: {}, precondition: { exists: true } },
        {
          kind: "delete",
          path: `${c}/old`,
          precondition: { updateTime: "2020-01-01T00:00:00.000001Z" },
        },
        { kind: "delete", path: `${c}/gone` },
        { kind: "verify", path: `${c}/absent`, precondition: { exists: false } },
      ],
      {},
    );
    expect(results).toEqual([
      { updateTime: expect.stringMatching(TIME) as string },
      refused("ALREADY_EXISTS"),
      refused("NOT_FOUND"),
      refused("FAILED_PRECONDITION"),
      {},
      {},
    ]);
    expect(await dataOf(store, `${c}/a`)).toEqual({ n: 2 });
    expect(await dataOf(store, `${c}/old`)).toEqual({ n: 1 });
  });

  test.each<[string, string, Fields]>([
    ["a reserved id", "__x__", {}],
    ["an array in an array", "b", { a: [[]] }],
    ["more than 1 MiB", "b", { s: "x".repeat(1_048_577) }],
    ["a second write of a document", "a", {}],
  ])("%s refuses all", async (_claim, id, fields) => {
    const c = freshCollection();
    const writes: Write[] = [
      { kind: "update", path: `${c}/a`, fields: { n: 1 } },
      { kind: "update", path: `${c}/${id}`, fields },
    ];
    expect(await failureOf(store.batchWrite(writes, {}))).toMatchObject({
      code: "INVALID_ARGUMENT",
      outcomeUnknown: false,
    });
    expect(await dataOf(store, `${c}/a`)).toBeNull();
  });
}

function refused(code: StoreErrorCode): object {
  return { error: expect.objectContaining({ code, outcomeUnknown: false }) as StoreError };
}
