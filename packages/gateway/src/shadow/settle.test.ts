import fc from "fast-check";
import { answerOf, type Answer } from "./answer.ts";
import { settle, type ComparisonOutcome } from "./settle.ts";

/** A database that is written to between any two reads, as a list says. */
class Written {
  readonly documents = new Map<string, { readonly version: number; readonly n: number }>();
  readonly #writes: readonly Write[];
  #written = 0;

  constructor(writes: readonly Write[]) {
    this.#writes = writes;
  }

  /** The documents, after the writes that come before this read. */
  read(): readonly { readonly name: string; readonly version: number; readonly n: number }[] {
    const next = this.#writes[this.#written++];
    if (next?.n === null) this.documents.delete(next.id);
    else if (next !== undefined) this.documents.set(next.id, { version: this.#written, n: next.n });
    return [...this.documents]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, own]) => ({ name: nameOf(id), ...own }));
  }
}

interface Write {
  readonly id: string;
  readonly n: number | null;
}

const nameOf = (id: string) => `projects/p/databases/d/documents/users/${id}`;
const write = fc.record({
  id: fc.constantFrom("a", "b", "c"),
  n: fc.option(fc.nat({ max: 2 })),
});

/** A query with a limit, which a write may push documents out of. */
function list(database: Written, limit: number, hidden = false): Answer {
  const found = database.read().slice(0, limit);
  return answerOf(
    "runQuery",
    found.map(({ name, version, n }) => ({
      document: {
        name,
        updateTime: { seconds: version, nanos: 0 },
        fields: hidden ? {} : { n: { integerValue: String(n) } },
      },
    })),
  );
}

async function outcomeOf(direct: () => Answer, gateway: () => Answer): Promise<ComparisonOutcome> {
  const sides = {
    direct: () => Promise.resolve(direct()),
    gateway: () => Promise.resolve(gateway()),
  };
  const first = { direct: direct(), gateway: gateway() };
  return settle(first, sides, { staleMs: 0, wait: () => Promise.resolve() });
}

test("of one database, whatever is written between the reads, no difference is reported", async () => {
  const property = fc.asyncProperty(
    fc.array(write, { maxLength: 40 }),
    fc.integer({ min: 1, max: 4 }),
    async (writes, limit) => {
      const database = new Written(writes);
      const ask = () => list(database, limit);
      expect((await outcomeOf(ask, ask)).kind).not.toBe("different");
    },
  );
  await fc.assert(property, { numRuns: 2_000 });
});

test("a hidden field is reported though the documents are written all the while", async () => {
  const writes = Array.from({ length: 60 }, (_, n) => ({ id: n % 2 === 0 ? "a" : "b", n }));
  const database = new Written(writes);
  const outcome = await outcomeOf(
    () => list(database, 3),
    () => list(database, 3, true),
  );
  expect(outcome).toMatchObject({ kind: "different" });
});

test("documents that one side leaves out, and other orders, are reported once nothing is written", async () => {
  const database = new Written([
    { id: "a", n: 1 },
    { id: "b", n: 2 },
  ]);
  database.read();
  database.read();
  const whole = () => list(database, 3);
  expect(await outcomeOf(whole, () => list(database, 1))).toEqual({
    kind: "different",
    differences: [{ kind: "document-missing", path: "users/b" }],
  });
  const turned = () => {
    const answer = whole();
    return answer.kind === "documents"
      ? { ...answer, documents: answer.documents.toReversed() }
      : answer;
  };
  expect(await outcomeOf(whole, turned)).toMatchObject({
    differences: [{ kind: "document-order" }],
  });
});

test("an error that passes is no difference, and one that stays is", async () => {
  const fine: Answer = { kind: "documents", documents: [] };
  let failures = 1;
  const failing = (): Answer => (failures-- > 0 ? { kind: "error", code: "UNAVAILABLE" } : fine);
  expect(await outcomeOf(() => fine, failing)).toEqual({ kind: "equal" });
  failures = Infinity;
  expect(await outcomeOf(() => fine, failing)).toEqual({
    kind: "different",
    differences: [{ kind: "error", gateway: "UNAVAILABLE" }],
  });
  const denied: Answer = { kind: "error", code: "PERMISSION_DENIED" };
  expect(
    await outcomeOf(
      () => denied,
      () => denied,
    ),
  ).toEqual({ kind: "equal" });
});

test("counts that go up and down are not compared, counts that stand still are", async () => {
  const count = (n: number): Answer =>
    answerOf("runAggregationQuery", [
      { result: { aggregateFields: { all: { integerValue: n } } } },
    ]);
  let n = 0;
  const moving = () => count(n++ % 3);
  expect((await outcomeOf(moving, moving)).kind).not.toBe("different");
  expect(
    await outcomeOf(
      () => count(1),
      () => count(2),
    ),
  ).toMatchObject({
    differences: [{ kind: "aggregate", field: "all" }],
  });
});
