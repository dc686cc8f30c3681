import { readFileSync } from "node:fs";
import { deployArguments } from "./deploy-arguments.ts";

test("only this project's functions, the rules and the indexes are deployed", () => {
  expect(deployArguments("my-project", true).join(" ")).toBe(
    "deploy --project my-project --only functions:database-service,firestore:rules,firestore:indexes",
  );
});

test("the codebase is the one that firebase.json names", () => {
  const { functions } = JSON.parse(readFileSync("firebase.json", "utf8")) as {
    functions: { codebase: string }[];
  };
  expect(functions.map(({ codebase }) => codebase)).toEqual(["database-service"]);
});

test.each([true, false])("no deploy is forced (interactive: %s)", (interactive) => {
  expect(deployArguments("my-project", interactive)).not.toContain("--force");
});

test("without a terminal firebase asks nothing", () => {
  expect(deployArguments("my-project", false)).toContain("--non-interactive");
});
