import { terminalText } from "./terminal-text.ts";

const TEXT = "na\u001b[31mme\u009b2J\u0007\rover\tcolumn\r\nline\n";

test("no name commands a terminal", () => {
  expect(terminalText(TEXT, { isTTY: true })).toBe(
    String.raw`na\u001b[31mme\u009b2J\u0007\u000dover` + "\tcolumn\r\nline\n",
  );
});

test("who pipes gets the text as it is", () => {
  expect(terminalText(TEXT, { isTTY: false })).toBe(TEXT);
});
