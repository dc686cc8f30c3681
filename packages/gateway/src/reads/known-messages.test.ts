import { collection } from "../collection/collection.ts";
import { anyone } from "../policy/policy.ts";
import { anyData } from "../schema/types/any-data.ts";
import { errorOf } from "../testing/call-outcome.fixture.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";

/** What Firestore says, and programs and Google's own tests know it by. */
const things = collection("things", { schema: anyData(), access: { read: anyone() } });
const caller = memoryGateway({ collections: [things] }).as(null);
const count = { count: true } as const;

test.each([
  [
    "an equality of the id beside a range",
    () =>
      caller.queryDocuments({
        collection: "things",
        where: [
          ["key", "!=", 42],
          ["__name__", "==", "doc1"],
        ],
      }),
    /Equality on key is not allowed if there are other inequality fields and key does not appear in inequalities\./,
  ],
  [
    "an order by the id before that of a range",
    () =>
      caller.queryDocuments({
        collection: "things",
        where: [["key", "!=", 42]],
        orderBy: ["__name__"],
      }),
    /order by clause cannot contain more fields after the key/,
  ],
  [
    "six aggregates",
    () =>
      caller.aggregateDocuments({
        collection: "things",
        aggregates: { a: count, b: count, c: count, d: count, e: count, f: count },
      }),
    /maximum number of aggregations/,
  ],
])("the refusal of %s has Firestore's words", async (_what, call, words) => {
  expect((await errorOf(call())).message).toMatch(words);
});
