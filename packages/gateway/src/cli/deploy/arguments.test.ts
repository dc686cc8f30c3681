import { PlainError } from "../command/plain-error.ts";
import { readArguments } from "./arguments.ts";

test("a project is deployed to after asking, or with --yes without", () => {
  expect(readArguments(["--project", "shop"])).toEqual({ project: "shop", interactive: true });
  expect(readArguments(["--yes", "--project=shop"])).toEqual({
    project: "shop",
    interactive: false,
  });
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
