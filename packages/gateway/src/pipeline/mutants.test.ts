import { collections } from "../../../../test/fixtures/collections/index.ts";
import { api, type CallableName } from "../api/api.ts";
import { mutantsOf } from "../api/request.samples.ts";
import { REASONS } from "../errors/error.ts";
import { CallError } from "../testing/call-error.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";

test.each(Object.keys(api) as CallableName[])(
  "whatever stands anywhere in a request of %s, the answer is documented and nothing is written",
  async (callable) => {
    const gateway = memoryGateway({ collections });
    await gateway.documents.setAll({
      "values/hostile": { text: "as it was" },
      "stock/hostile": { left: 9, reserved: 1 },
    });
    const before = await gateway.documents.list();
    const mutants = mutantsOf(callable);
    expect(mutants.length).toBeGreaterThan(5);
    for (const { data, change } of mutants) {
      const error = await refusalOf(gateway.as(null)[callable](data as never));
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
