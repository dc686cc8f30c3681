import type { DocumentStore } from "../store.ts";
import { dataOf, failureOf, freshCollection, seed } from "./fixture.suite.ts";

const LOCKING = { readOnly: false } as const;
const READ_ONLY = { readOnly: true } as const;

export function transactionContract(store: DocumentStore): void {
  const { transactions } = store;
  const put = (path: string, n: number) => [{ kind: "update", path, fields: { n } }] as const;

  test("what a transaction writes is there once it is committed", async () => {
    const path = `${freshCollection()}/a`;
    const transaction = await transactions.begin(LOCKING, {});
    const { documents } = await store.get([path], { transaction });
    expect(documents).toEqual([null]);
    const { writeResults, commitTime } = await store.commit(put(path, 1), { transaction });
    expect(writeResults).toEqual([{ updateTime: commitTime }]);
    expect(await dataOf(store, path)).toEqual({ n: 1 });
  });

  test("one that has ended reads and writes nothing more", async () => {
    const path = `${freshCollection()}/a`;
    const committed = await transactions.begin(LOCKING, {});
    await store.commit(put(path, 1), { transaction: committed });
    const rolledBack = await transactions.begin(LOCKING, {});
    await transactions.rollback(rolledBack, {});
    for (const transaction of [committed, rolledBack]) {
      const ended = { code: "INVALID_ARGUMENT", outcomeUnknown: false };
      expect(await failureOf(store.get([path], { transaction }))).toMatchObject(ended);
      expect(await failureOf(store.commit(put(path, 2), { transaction }))).toMatchObject(ended);
      await transactions.rollback(transaction, {});
    }
    expect(await dataOf(store, path)).toEqual({ n: 1 });
  });

  test("of two that have read and write one document one is aborted, if not both", async () => {
    const path = `${freshCollection()}/a`;
    const ids = [await transactions.begin(LOCKING, {}), await transactions.begin(LOCKING, {})];
    for (const transaction of ids) await store.get([path], { transaction });
    const outcomes = await Promise.all(
      ids.map((transaction, n) =>
        store.commit(put(path, n), { transaction }).then(
          () => "committed",
          ({ code }: { code: string }) => code,
        ),
      ),
    );
    expect([
      ["ABORTED", "ABORTED"],
      ["ABORTED", "committed"],
    ]).toContainEqual(outcomes.toSorted());
  });

  test("the work of one that was aborted can be done again by its id", async () => {
    const path = `${freshCollection()}/a`;
    const retries = await transactions.begin(LOCKING, {});
    await transactions.rollback(retries, {});
    const transaction = await transactions.begin({ ...LOCKING, retries }, {});
    await store.commit(put(path, 1), { transaction });
    expect(await dataOf(store, path)).toEqual({ n: 1 });
  });

  test("one that only reads sees one state, locks nothing and writes nothing", async () => {
    const c = freshCollection();
    await seed(store, { [`${c}/a`]: { n: 1 } });
    const transaction = await transactions.begin(READ_ONLY, {});
    await store.get([`${c}/a`], { transaction });
    await seed(store, { [`${c}/a`]: { n: 2 }, [`${c}/b`]: { n: 2 } });
    const query = { collection: c, orderBy: [] };
    const { documents } = await store.query(query, { transaction });
    expect(documents.map(({ data }) => data)).toEqual([{ n: 1 }]);
    const { values } = await store.aggregate(query, { all: { count: true } }, { transaction });
    expect(values).toEqual({ all: 1 });
    expect(await failureOf(store.commit(put(`${c}/a`, 3), { transaction }))).toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    expect(await dataOf(store, `${c}/a`)).toEqual({ n: 2 });
  });

  test("reads as of a time see what was stored then", async () => {
    const c = freshCollection();
    await seed(store, { [`${c}/a`]: { n: 1 } });
    const { readTime } = await store.get([`${c}/a`], {});
    await seed(store, { [`${c}/a`]: { n: 2 }, [`${c}/b`]: { n: 2 } });
    const query = { collection: c, orderBy: [] };
    const transaction = await transactions.begin({ ...READ_ONLY, readTime }, {});
    for (const seen of [{ readTime }, { transaction }]) {
      const got = await store.get([`${c}/a`, `${c}/b`], seen);
      expect(got.documents.map((document) => document?.data)).toEqual([{ n: 1 }, undefined]);
      expect((await store.query(query, seen)).documents).toHaveLength(1);
      const { values } = await store.aggregate(query, { all: { count: true } }, seen);
      expect(values).toEqual({ all: 1 });
    }
  });

  test("no time is known that is to come, or long past", async () => {
    const path = `${freshCollection()}/a`;
    const future = { readTime: "2999-01-01T00:00:00.000000Z" };
    expect(await failureOf(store.get([path], future))).toMatchObject({ code: "INVALID_ARGUMENT" });
    const past = { readTime: "2001-01-01T00:00:00.000000Z" };
    expect(await failureOf(store.get([path], past))).toMatchObject({ code: "FAILED_PRECONDITION" });
  });
}
