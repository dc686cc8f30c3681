import { readGrantArguments } from "./arguments.ts";

const words = (line: string) => line.split(" ").filter((word) => word !== "");

test("everything can be said", () => {
  const line = "ada --admin --role editor --role author --team red --project p --json";
  expect(readGrantArguments("grant", words(line))).toEqual({
    user: "ada",
    rights: { admin: true, roles: ["editor", "author"], teams: ["red"] },
    project: "p",
    signsOut: false,
    format: "json",
  });
  expect(readGrantArguments("revoke", words("ada --sign-out"))).toEqual({
    user: "ada",
    rights: { admin: false, roles: [], teams: [] },
    project: undefined,
    signsOut: true,
    format: "text",
  });
});

test("help is help, whatever else is said", () => {
  expect(readGrantArguments("grant", ["ada", "-h"])).toBeUndefined();
  expect(readGrantArguments("revoke", ["--help"])).toBeUndefined();
});

test.each([
  ["grant", "", "Gives a user rights"],
  ["grant", "ada bob", "Gives a user rights"],
  ["grant", "ada --sign-out", "Unknown option '--sign-out'"],
  ["grant", "ada --role=", "has a name"],
  ["revoke", "", "Takes rights"],
  ["revoke", "ada", "Say what to take"],
] as const)("%s %s is refused: %s", (change, line, message) => {
  expect(() => readGrantArguments(change, words(line))).toThrow(message);
});
