import { queryAdvice } from "./query-advice.ts";

const row = { reads: 1_000, found: 900, returned: 900, calls: 10 };

test.each([
  ["of a query that reads far more than it returns", { returned: 100 }, "10.0 reads for each"],
  ["of one that finds nothing", { found: 0, returned: 0 }, "1000 reads found nothing"],
  ["of one that is asked often and never remembered", { calls: 200 }, "none from memory"],
])("there is advice %s", (_of, change, text) => {
  expect(queryAdvice({ ...row, ...change })).toContain(text);
});

test("there is none where all is well, or too little is known", () => {
  expect(queryAdvice(row)).toBeUndefined();
  expect(queryAdvice({ ...row, calls: 200, cached: 50 })).toBeUndefined();
  expect(queryAdvice({ ...row, reads: 50, found: 0, returned: 0 })).toBeUndefined();
  expect(queryAdvice({ ...row, returned: 0 })).toBeUndefined();
});
