import fc from "fast-check";
import { linkTo, placeOf } from "./router.ts";

test("a link leads to the place that it was made of, whatever names it holds", () => {
  const about = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(about, (names) => {
      expect(placeOf(linkTo("quotas", names))).toEqual({ view: "quotas", about: { ...names } });
    }),
  );
});

test("an address without a fragment is no view", () => {
  expect(placeOf("")).toEqual({ view: "", about: {} });
});
