import { printable } from "./printable.ts";

test("what a terminal would obey is no longer in it, all else is", () => {
  expect(printable("a\u{1B}[2Jb\r\nc\u{202E}d\u{9B}e")).toBe("a�[2Jb��c�d�e");
  expect(printable("users/Ünï 東 👍🏽/{id}")).toBe("users/Ünï 東 👍🏽/{id}");
});
