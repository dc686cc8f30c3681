import { writtenPaths } from "./written-paths.ts";

test("a new document writes its values, not the maps around them", () => {
  expect(
    writtenPaths({
      name: "Ada",
      address: { city: "London", geo: { $geoPoint: { latitude: 1, longitude: 2 } } },
      tags: [{ a: 1 }],
      empty: {},
      odd: { $map: [["$x", 1]] },
    }),
  ).toEqual([
    ["name"],
    ["address", "city"],
    ["address", "geo"],
    ["tags"],
    ["empty"],
    ["odd", "$x"],
  ]);
});
