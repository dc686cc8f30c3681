import { StoreError, type StoreErrorCode } from "../documents/store.ts";
import { Outage } from "./outage.ts";

const error = (code: StoreErrorCode, options = {}) => new StoreError(code, code, options);

/** An instance whose exchanges each take 100 ms. */
function setUp() {
  const world = { ms: 0 };
  const outage = new Outage();
  const exchange = (record: string, fails?: StoreError) => {
    if (!outage.mayTry(record, world.ms)) return "not tried";
    const sinceMs = world.ms;
    world.ms += 100;
    if (fails === undefined) outage.reached(record, world.ms);
    else outage.failed(record, { error: fails, sinceMs, nowMs: world.ms });
    return fails === undefined ? "reached" : "failed";
  };
  return { world, outage, exchange };
}

describe("an outage", () => {
  test.each<StoreErrorCode>(["RESOURCE_EXHAUSTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL"])(
    "is not one record that fails with %s, however often",
    (code) => {
      const { world, outage, exchange } = setUp();
      for (let call = 0; call < 100; call += 1) {
        expect(exchange("bad", error(code))).toBe("failed");
        expect(exchange("bad", error(code))).toBe("not tried");
        world.ms += 1_000;
      }
      expect(outage.isOn).toBe(false);
      expect(exchange("good")).toBe("reached");
    },
  );

  test("is several records in a row, and not so many with another between them", () => {
    const { outage, exchange } = setUp();
    for (const record of ["a", "b", "c", "d"]) {
      exchange(record, error("RESOURCE_EXHAUSTED"));
      exchange("good");
    }
    expect(outage.isOn).toBe(false);
    for (const record of ["e", "f", "g"]) exchange(record, error("RESOURCE_EXHAUSTED"));
    expect(outage.isOn).toBe(true);
    expect(exchange("good")).toBe("not tried");
  });

  test("is one record where no connection can be made", () => {
    const { outage, exchange } = setUp();
    exchange("a", error("UNAVAILABLE", { unreachable: true }));
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
      const { outage, exchange } = setUp();
      for (const record of ["a", "b", "c", "d"]) exchange(record, error(code));
      expect(outage.isOn).toBe(false);
    },
  );

  test("lets one record a second try that has failed, and one that has not: the first to be reached ends it", () => {
    const { world, outage, exchange } = setUp();
    for (const record of ["a", "b", "c"]) exchange(record, error("UNAVAILABLE"));
    world.ms += 1_100;
    const tries = ["a", "b", "c", "d", "e", "f"].filter((of) => outage.mayTry(of, world.ms));
    expect(tries).toEqual(["a", "d"]);
    outage.reached("d", world.ms);
    expect(exchange("f")).toBe("reached");
  });
});
