import { cacheUse } from "./cache-use.ts";

test("a request gets a smaller age than declared, never a larger one", () => {
  const keeping = { partition: "notes", maxBytes: 1, maxAgeMs: 500 };
  const ages = [{}, { maxAgeMs: 0 }, { maxAgeMs: 499 }, { maxAgeMs: 501 }].map(
    (demand) => cacheUse(keeping, demand)?.maxAgeMs,
  );
  expect(ages).toEqual([500, 0, 499, 500]);
  expect(cacheUse(undefined, { maxAgeMs: 10 })).toBeUndefined();
});
