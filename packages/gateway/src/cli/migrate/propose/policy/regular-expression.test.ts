import { regularExpression } from "./regular-expression.ts";

test.each([
  ["a.c", String.raw`/^(?:a[^\n]c)$/u`],
  ["^[a-z]+$", "/^(?:^[a-z]+$)$/u"],
  [String.raw`\s[\s]`, String.raw`/^(?:[\t\n\f\r ][\t\n\f\r ])$/u`],
  ["(?i)abc", "/^(?:abc)$/iu"],
  [String.raw`https://.*\.x`, String.raw`/^(?:https:\/\/[^\n]*\.x)$/u`],
  [String.raw`a\-b\@c`, "/^(?:a-b@c)$/u"],
])("%s is %s", (pattern, literal) => {
  expect(regularExpression(pattern)).toBe(literal);
});

test.each([
  String.raw`\pL`,
  "(?=a)",
  "[[:alpha:]]",
  "(?P<a>b)",
  String.raw`\1`,
  "(a",
  String.raw`(?i)\w`,
])("%s may mean something else, and is left", (pattern) => {
  expect(regularExpression(pattern)).toBeUndefined();
});
