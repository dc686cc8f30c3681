import {
  allOf,
  anyData,
  anyOf,
  callerDocument,
  callerUid,
  claim,
  collection,
  documentField,
  onlyFields,
  requestTime,
  unchanged,
  where,
  writeCheck,
} from "../index.ts";
import { collections } from "../../../../test/fixtures/collections/index.ts";
import { api, type CallableName } from "../api/api.ts";
import { mutantsOf } from "../api/request.samples.ts";
import { REASONS } from "../errors/error.ts";
import { CallError } from "../testing/call-error.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";

/** The same collections, under policies of the kinds that look up and compare. */
const intricate = collections.map(({ path }) => {
  const isTheirs = anyOf(
    callerDocument("users/{uid}", "role", "==", documentField("text")),
    claim("email", "in", documentField("text")),
  );
  const named = callerDocument("teams/{document.text}", "members", "array-contains", callerUid());
  const get = anyOf(isTheirs, named, where("text", ">", requestTime()));
  const update = anyOf(named, allOf(isTheirs, unchanged("text")), allOf(get, onlyFields("left")));
  const write = anyOf(
    named,
    writeCheck("new", ({ before }) => before?.["text"] === "new"),
  );
  const access = { get, list: isTheirs, update, write };
  return collection(path, { schema: anyData(), access, ids: "open" });
});

const CASES = (Object.keys(api) as CallableName[]).flatMap((callable) => [
  { callable, under: "plain policies", declared: collections, who: null },
  {
    callable,
    under: "intricate ones",
    declared: intricate,
    who: { uid: "bob", claims: { email: "bob@example.com" } },
  },
]);

test.each(CASES)(
  "whatever stands anywhere in a request of $callable, under $under, the answer is documented and nothing is written",
  async ({ callable, declared, who }) => {
    const gateway = memoryGateway({ collections: declared });
    await gateway.documents.setAll({
      "values/hostile": { text: "as it was" },
      "stock/hostile": { left: 9, reserved: 1 },
    });
    const before = await gateway.documents.list();
    const mutants = mutantsOf(callable);
    expect(mutants.length).toBeGreaterThan(5);
    for (const { data, change } of mutants) {
      const error = await refusalOf(gateway.as(who)[callable](data as never));
      if (error === undefined) continue;
      const { reason, code, usage } = error;
      const isDocumented = code === REASONS[reason];
      const told = { change, reason, isDocumented, writes: usage.writes, deletes: usage.deletes };
      expect(told).toEqual({ change, reason, isDocumented: true, writes: 0, deletes: 0 });
      expect(["INTERNAL", "FIRESTORE_REFUSED"]).not.toContain(reason);
    }
    expect(await gateway.documents.list()).toEqual(before);
  },
);

/** What was thrown; undefined where the request, changed as it was, is answered. */
async function refusalOf(answer: Promise<unknown>): Promise<CallError | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    if (error instanceof CallError) return error;
    throw error;
  }
}
