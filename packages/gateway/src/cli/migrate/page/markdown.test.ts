import { markdownCode, markdownTable, markdownText } from "./markdown.ts";

test("nothing of a text is markup", () => {
  expect(markdownText("a_b*c* [x](y) <b> | # \n`")).toBe(
    "a\\_b\\*c\\* \\[x\\](y) \\<b\\> \\| \\# �\\`",
  );
});

test("code stands in its cell, whatever is in it", () => {
  expect(markdownTable(["Name"], [[markdownCode("a|b")], [markdownCode("")]])).toBe(
    "| Name |\n| --- |\n| `a\\|b` |\n|  |",
  );
  expect(markdownCode("a\\|<b>")).toBe("a\\\\\\|\\<b\\>");
  expect(markdownCode("a`<b>")).toBe("a\\`\\<b\\>");
});
