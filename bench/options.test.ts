import { parseOptions } from "./options.ts";

test("everything is measured but peers, which have to be asked for", () => {
  expect([...parseOptions([]).parts]).toEqual([
    "calls",
    "start",
    "scale",
    "lone",
    "lite",
    "full",
    "quotas",
  ]);
  expect([...parseOptions(["--peers"]).parts]).toContain("peers");
  expect([...parseOptions(["start", "lone"]).parts]).toEqual(["start", "lone"]);
});

test("a row's whole title means that row alone, a part of it all that have it", () => {
  const titles = (row: string) => parseOptions(["--row", row]).rows.map(({ title }) => title);
  expect(titles("getDocument")).toEqual(["getDocument"]);
  expect(titles("createDocument, ")).toEqual(["createDocument, schema of 12 fields"]);
});

test.each([["parts"], ["--rows"], ["--row", "no such row"]])(
  "%s is told to be no option",
  (...args) => {
    expect(() => parseOptions(args)).toThrow(/parts|--rows|no such row/);
  },
);
