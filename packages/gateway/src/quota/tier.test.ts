import { perDay, perMinute, perSecond } from "./limit.ts";
import { debitsOf } from "./spending.ts";
import { Tier } from "./tier.ts";

const windows = {
  calls: [perMinute(60)],
  reads: [perMinute(600)],
  writes: [perMinute(600)],
} as const;
const one = { calls: 1, reads: 0, writes: 0 };

describe("a tier", () => {
  const tier = new Tier("user", {
    ...windows,
    reads: [perSecond(100), perDay(20_000)],
    callables: { queryDocuments: { weight: 3, calls: [perMinute(10)] } },
    collections: { "users/{uid}/notes": { weight: 2, writes: [perMinute(5)] } },
  });
  const debits = (...charged: Parameters<Tier["spending"]>) =>
    Object.fromEntries(
      debitsOf(tier.spending(...charged), tier.limits).map(({ limit, amount }) => [
        limit.name,
        amount,
      ]),
    );

  test("charges every window of a class", () => {
    expect(debits({ calls: 1, reads: 7, writes: 0 }, {})).toEqual({
      "calls-per-minute": 1,
      "reads-per-second": 7,
      "reads-per-day": 7,
    });
  });

  test("limits a callable by itself, and counts its calls by their weight", () => {
    expect(debits(one, { callable: "queryDocuments" })).toEqual({
      "calls-per-minute": 3,
      "queryDocuments calls-per-minute": 1,
    });
    expect(debits(one, { callable: "getDocument" })).toEqual({ "calls-per-minute": 1 });
  });

  test("limits a collection by itself, and weighs what falls on it among the rest", () => {
    const notes = { calls: 1, reads: 0, writes: 4 };
    const movies = { calls: 1, reads: 0, writes: 3 };
    const collections = { "users/{uid}/notes": notes, movies };
    expect(debits({ calls: 1, reads: 0, writes: 7 }, { collections })).toEqual({
      "calls-per-minute": 1,
      "writes-per-minute": 4 * 2 + 3,
      "users/{uid}/notes writes-per-minute": 4,
    });
  });

  test("names like those of Object's own members are names", () => {
    expect(debits(one, { callable: "constructor", collections: { ["__proto__"]: one } })).toEqual({
      "calls-per-minute": 1,
    });
  });

  test("has no two limits of one name", () => {
    const twice = () => new Tier("user", { ...windows, calls: [perMinute(1), perMinute(2)] });
    expect(twice).toThrow('The tier "user" has two limits calls-per-minute.');
  });

  test.each([0, -1, Number.NaN, Infinity])("has no weight of %d", (weight) => {
    const wrong = () => new Tier("user", { ...windows, collections: { movies: { weight } } });
    expect(wrong).toThrow("must be a number above 0");
  });

  test.each([0, -1, Number.NaN, Infinity])("has no limit of %d", (amount) => {
    expect(() => perMinute(amount)).toThrow(RangeError);
    expect(() => perMinute(1, { burst: amount })).toThrow(RangeError);
  });
});
