import { cacheAdvice, hotDocumentAdvice, missingAdvice, queryAdvice } from "./count-advice.ts";

const row = { reads: 1_000, found: 900, returned: 900, calls: 10 };

test.each([
  ["reads far more than it returns", { returned: 100 }, "10.0 reads for each"],
  ["finds nothing", { found: 0, returned: 0 }, "1000 reads found nothing"],
  ["looks at far more than it returns", { scanned: 500, explained: 20 }, "at 500 documents or"],
  ["looks at much and returns nothing", { scanned: 500, explained: 0 }, "to return 0"],
])("there is advice on a query that %s", (_what, change, text) => {
  expect(queryAdvice({ ...row, ...change })?.what).toContain(text);
});

test("there is none on a query where all is well, or too little is known", () => {
  expect(queryAdvice(row)).toBeUndefined();
  expect(queryAdvice({ ...row, reads: 50, found: 0, returned: 0 })).toBeUndefined();
  expect(queryAdvice({ ...row, returned: 0 })).toBeUndefined();
  expect(queryAdvice({ ...row, scanned: 80, explained: 1 })).toBeUndefined();
  expect(queryAdvice({ ...row, scanned: 500, explained: 400 })).toBeUndefined();
});

test("a cache is advised with the reads that it would have saved, where they are many", () => {
  expect(cacheAdvice({ ...row, repeated: 300 })).toMatchObject({
    what: expect.stringContaining("300 of 1000 reads"),
    paste: "cache: { maxAgeMs: 10_000 }",
  });
  expect(cacheAdvice(row)).toBeUndefined();
  expect(cacheAdvice({ ...row, repeated: 99 })).toBeUndefined();
  expect(cacheAdvice({ ...row, reads: 10_000, repeated: 300 })).toBeUndefined();
});

test("missing documents are told with their share, and how many were missing again", () => {
  const missing = { found: 100, missing: 300, missingAgain: 290 };
  expect(missingAdvice(missing)?.what).toMatch(/^300 .* 75 % of all, 290 of them again/);
  expect(missingAdvice({ found: 3_700, missing: 300 })).toBeUndefined();
  expect(missingAdvice({ missing: 99 })).toBeUndefined();
});

test("hot documents are told with how often they were written", () => {
  expect(hotDocumentAdvice({ minutes: 4, written: 600 })?.what).toContain(
    "2.5 times on average, in 4 minutes",
  );
  expect(hotDocumentAdvice({})).toBeUndefined();
});
