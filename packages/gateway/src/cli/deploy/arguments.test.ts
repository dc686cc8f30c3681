import { PlainError } from "../command/plain-error.ts";
import { readArguments } from "./arguments.ts";

test("a project is deployed to after asking, or with --yes without", () => {
  const asked = { project: "shop", interactive: true, keepRules: false };
  expect(readArguments(["--project", "shop"])).toEqual(asked);
  expect(readArguments(["--yes", "--project=shop"])).toEqual({ ...asked, interactive: false });
});

test("the rules are deployed too, unless they are kept", () => {
  expect(readArguments(["--project", "shop", "--keep-rules"])).toMatchObject({ keepRules: true });
});

test("some functions alone are deployed where they are named", () => {
  const args = ["--project", "shop", "--only", "database,getDocument", "--only=setQuota"];
  expect(readArguments(args)?.only).toEqual(["database", "getDocument", "setQuota"]);
});

test("the console is deployed to the site that is named", () => {
  const args = ["--project", "shop", "--console-site", "shop-operators"];
  expect(readArguments(args)?.consoleSite).toBe("shop-operators");
});

test.each([[["--help"]], [["-h"]], [["--project", "shop", "--help"]]])(
  "%j asks for help",
  (args) => {
    expect(readArguments(args)).toBeUndefined();
  },
);

test.each([
  [[], "Name the project."],
  [["--project"], "--project"],
  [["--project", "demo-shop"], "exists only in emulators"],
  [["--projcet", "shop"], "--projcet"],
  [["shop"], "shop"],
])("%j is refused, with what to do", (args, message) => {
  expect(() => readArguments(args)).toThrow(PlainError);
  expect(() => readArguments(args)).toThrow(message);
});
