import { callableAt, everyCallable } from "./callable-at.ts";

test("each callable is found by its name at the end of a path, whatever is before and after", () => {
  for (const callable of everyCallable) {
    for (const before of ["", "/database", "/api/v7"]) {
      expect(callableAt(`${before}/${callable.name}`)).toBe(callable);
      expect(callableAt(`${before}/${callable.name}?x=/listQuotas`)).toBe(callable);
    }
  }
  expect(everyCallable).toHaveLength(16);
});

test.each([
  "/",
  "",
  "/getDocument/",
  "/getdocument",
  "/getDocument%20",
  "/?getDocument",
  "/toString",
  "/__proto__",
])("at %j there is none", (url) => expect(callableAt(url)).toBeUndefined());
