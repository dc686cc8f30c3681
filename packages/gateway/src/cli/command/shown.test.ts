import { shown } from "./shown.ts";

const TEXT = "na\u001b[31mme\u009b2J\u0007\rover\tcolumn\r\nline\n";

test("no name commands a terminal", () => {
  expect(shown(TEXT, { isTTY: true })).toBe(
    String.raw`na\u001b[31mme\u009b2J\u0007\u000dover` + "\tcolumn\r\nline\n",
  );
});

test("who pipes gets the text as it is", () => {
  expect(shown(TEXT, { isTTY: false })).toBe(TEXT);
});
