import fc from "fast-check";

test("properties try the same cases in each run of the tests, and others in each soak", () => {
  const cases = () => fc.sample(fc.integer(), 20);
  const isSame = JSON.stringify(cases()) === JSON.stringify(cases());
  expect(isSame).toBe(process.env["SOAK"] !== "true");
});
