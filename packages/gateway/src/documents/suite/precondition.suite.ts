import type { DocumentStore, Precondition, StoreErrorCode, Write } from "../store.ts";
import { dataOf, failureOf, freshCollection, seed, versionOf } from "./fixture.suite.ts";

const OLD = { updateTime: "2020-01-01T00:00:00.000001Z" };

export function preconditionContract(store: DocumentStore): void {
  const kinds = ["update", "delete", "verify"] as const;
  const missing: [Precondition, StoreErrorCode | "applied"][] = [
    [{ exists: true }, "NOT_FOUND"],
    [{ exists: false }, "applied"],
    [OLD, "FAILED_PRECONDITION"],
  ];
  const present: [Precondition | "current", StoreErrorCode | "applied"][] = [
    [{ exists: true }, "applied"],
    [{ exists: false }, "ALREADY_EXISTS"],
    [OLD, "FAILED_PRECONDITION"],
    ["current", "applied"],
  ];

  test.each(kinds.flatMap((kind) => missing.map((row) => [kind, ...row] as const)))(
    "%s of nothing under %j: %s",
    async (kind, precondition, outcome) => {
      const write = writeOf(kind, `${freshCollection()}/a`, precondition);
      expect(await outcomeOf(write)).toBe(outcome);
      expect(await dataOf(store, write.path)).toEqual(
        outcome === "applied" && kind === "update" ? { n: 2 } : null,
      );
    },
  );

  test.each(kinds.flatMap((kind) => present.map((row) => [kind, ...row] as const)))(
    "%s of a document under %j: %s",
    async (kind, condition, outcome) => {
      const path = `${freshCollection()}/a`;
      await seed(store, { [path]: { n: 1 } });
      const updateTime = await versionOf(store, path);
      const write = writeOf(kind, path, condition === "current" ? { updateTime } : condition);
      expect(await outcomeOf(write)).toBe(outcome);
      const after = outcome !== "applied" || kind === "verify" ? { n: 1 } : null;
      expect(await dataOf(store, path)).toEqual(kind === "update" ? (after ?? { n: 2 }) : after);
    },
  );

  test("a verify writes nothing, and its result says so", async () => {
    const c = freshCollection();
    await seed(store, { [`${c}/a`]: { n: 1 } });
    const version = await versionOf(store, `${c}/a`);
    const { writeResults, commitTime } = await store.commit(
      [
        { kind: "verify", path: `${c}/a`, precondition: { updateTime: version } },
        { kind: "verify", path: `${c}/none`, precondition: { exists: false } },
        { kind: "update", path: `${c}/b`, fields: {} },
      ],
      {},
    );
    expect(writeResults).toEqual([{}, {}, { updateTime: commitTime }]);
    expect(await versionOf(store, `${c}/a`)).toBe(version);
  });

  test("a verify that fails refuses the whole commit", async () => {
    const c = freshCollection();
    const writes: Write[] = [
      { kind: "update", path: `${c}/b`, fields: {} },
      { kind: "verify", path: `${c}/none`, precondition: { exists: true } },
    ];
    expect(await failureOf(store.commit(writes, {}))).toMatchObject({ code: "NOT_FOUND" });
    expect(await dataOf(store, `${c}/b`)).toBeNull();
  });

  test("a document can't be verified and written, or verified twice, in one commit", async () => {
    const path = `${freshCollection()}/a`;
    const verify: Write = { kind: "verify", path, precondition: { exists: false } };
    const update: Write = { kind: "update", path, fields: {} };
    for (const writes of [
      [verify, update],
      [update, verify],
      [verify, verify],
    ]) {
      expect(await failureOf(store.commit(writes, {}))).toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });

  test("of many who write on the same version, one wins", async () => {
    const path = `${freshCollection()}/a`;
    await seed(store, { [path]: { n: 0 } });
    const updateTime = await versionOf(store, path);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        outcomeOf({ kind: "update", path, fields: { n: n + 1 }, precondition: { updateTime } }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "applied")).toHaveLength(1);
    const winner = outcomes.indexOf("applied") + 1;
    expect(await dataOf(store, path)).toEqual({ n: winner });
  });

  async function outcomeOf(write: Write): Promise<StoreErrorCode | "applied"> {
    try {
      await store.commit([write], {});
      return "applied";
    } catch (error) {
      expect(error).toMatchObject({ name: "StoreError", outcomeUnknown: false });
      return (error as { code: StoreErrorCode }).code;
    }
  }
}

function writeOf(kind: Write["kind"], path: string, precondition: Precondition): Write {
  return kind === "update"
    ? { kind, path, fields: { n: 2 }, precondition }
    : { kind, path, precondition };
}
