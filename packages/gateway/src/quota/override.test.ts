import { limitsOf, perDay, perMinute } from "./limit.ts";
import { boundBy } from "./override.ts";

describe("an override", () => {
  const notes = { collection: "users/{uid}/notes" };
  const tier = [
    ...limitsOf("calls", [perMinute(60)]),
    ...limitsOf("writes", [perMinute(10), perDay(100)]),
    ...limitsOf("writes", [perMinute(5)], notes),
  ];
  const names = (limits: readonly { readonly name: string }[]) => limits.map(({ name }) => name);

  test("takes the place of all the windows of a class, and leaves the other classes", () => {
    const limits = [
      { name: "writes-per-hour", class: "writes", capacity: 9, refillPerMinute: 1 } as const,
    ];
    expect(names(boundBy(tier, { limits }))).toEqual([
      "calls-per-minute",
      "users/{uid}/notes writes-per-minute",
      "writes-per-hour",
    ]);
  });

  test("there is none for most", () => {
    expect(boundBy(tier, null)).toBe(tier);
  });
});
