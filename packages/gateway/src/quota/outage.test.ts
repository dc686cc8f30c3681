import { StoreError, type StoreErrorCode } from "../documents/store.ts";
import { Outage } from "./outage.ts";

const error = (code: StoreErrorCode, options = {}) => new StoreError(code, code, options);

/** An instance whose visits each take 100 ms. */
function setUp() {
  const world = { ms: 0 };
  const outage = new Outage();
  const visit = (record: string, fails?: StoreError) => {
    if (!outage.mayTry(record, world.ms)) return "not tried";
    const sinceMs = world.ms;
    world.ms += 100;
    if (fails === undefined) outage.reached(record, world.ms);
    else outage.failed(record, { error: fails, sinceMs, nowMs: world.ms });
    return fails === undefined ? "reached" : "failed";
  };
  return { world, outage, visit };
}

describe("an outage", () => {
  test.each<StoreErrorCode>(["RESOURCE_EXHAUSTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL"])(
    "is not one record that fails with %s, however often",
    (code) => {
      const { world, outage, visit } = setUp();
      for (let call = 0; call < 100; call += 1) {
        expect(visit("bad", error(code))).toBe("failed");
        expect(visit("bad", error(code))).toBe("not tried");
        world.ms += 1_000;
      }
      expect(outage.isOn).toBe(false);
      expect(visit("good")).toBe("reached");
    },
  );

  test("is several records in a row, and not so many with another between them", () => {
    const { outage, visit } = setUp();
    for (const record of ["a", "b", "c", "d"]) {
      visit(record, error("RESOURCE_EXHAUSTED"));
      visit("good");
    }
    expect(outage.isOn).toBe(false);
    for (const record of ["e", "f", "g"]) visit(record, error("RESOURCE_EXHAUSTED"));
    expect(outage.isOn).toBe(true);
    expect(visit("good")).toBe("not tried");
  });

  test("is one record where no connection can be made", () => {
    const { outage, visit } = setUp();
    visit("a", error("UNAVAILABLE", { unreachable: true }));
    expect(outage.isOn).toBe(true);
  });

  test("is nothing that failed while another record was reached", () => {
    const { outage } = setUp();
    outage.reached("good", 1_000);
    for (const record of ["a", "b", "c", "d"]) {
      outage.failed(record, { error: error("UNAVAILABLE"), sinceMs: 500, nowMs: 3_000 });
    }
    expect(outage.isOn).toBe(false);
  });

  test.each<StoreErrorCode>(["ABORTED", "INVALID_ARGUMENT", "FAILED_PRECONDITION"])(
    "is no number of records that answer %s",
    (code) => {
      const { outage, visit } = setUp();
      for (const record of ["a", "b", "c", "d"]) visit(record, error(code));
      expect(outage.isOn).toBe(false);
    },
  );

  test("lets one record a second try that has failed, and one that has not: the first to be reached ends it", () => {
    const { world, outage, visit } = setUp();
    for (const record of ["a", "b", "c"]) visit(record, error("UNAVAILABLE"));
    world.ms += 1_100;
    const tries = ["a", "b", "c", "d", "e", "f"].filter((of) => outage.mayTry(of, world.ms));
    expect(tries).toEqual(["a", "d"]);
    outage.reached("d", world.ms);
    expect(visit("f")).toBe("reached");
  });
});
