import { compare } from "./comparison.ts";

test("a round that all were slow in changes no ratio", () => {
  const rounds = [
    { bare: 100, gateway: 200 },
    { bare: 10, gateway: 20 },
    { bare: 100, gateway: 200 },
  ];
  const { figures, ratios } = compare({ title: "get", rounds });
  expect(ratios["bare"]).toMatchObject({ median: 2, min: 2, max: 2 });
  expect(figures["gateway"]).toEqual({ median: 200, min: 20, max: 200 });
});

test("the last contender is divided by each of the others, and its targets stand with them", () => {
  const rounds = [{ bare: 100, admin: 50, gateway: 200 }];
  const { ratios } = compare({ title: "get", rounds, targets: { admin: { atLeast: 5 } } });
  expect(ratios).toEqual({
    bare: { median: 2, min: 2, max: 2, target: undefined },
    admin: { median: 4, min: 4, max: 4, target: { atLeast: 5 } },
  });
});
