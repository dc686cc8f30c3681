import { readFileSync } from "node:fs";
import { CODEBASE, functionsArguments, rulesArguments } from "./deploy-arguments.ts";
import type { FirebaseConfig } from "./settings.ts";

const config = JSON.parse(readFileSync("firebase.json", "utf8")) as FirebaseConfig;
const deploy = { project: "shop", interactive: true, config };

test("functions and indexes come first, and unchanged functions are left as they are", () => {
  expect(functionsArguments(deploy).join(" ")).toBe(
    "deploy --project shop --only functions,firestore:indexes",
  );
});

test("functions of another codebase in firebase.json are not deployed", () => {
  const both = { functions: [...config.functions, { codebase: "shop" }] };
  expect(functionsArguments({ ...deploy, config: both })).toContain(
    "functions:database-service,firestore:indexes",
  );
});

test("the rules come last", () => {
  expect(rulesArguments(deploy).join(" ")).toBe("deploy --project shop --only firestore:rules");
});

test("the codebase is the one that firebase.json names", () => {
  expect(config.functions.map(({ codebase }) => codebase)).toEqual([CODEBASE]);
});

test.each([true, false])("no deploy is forced (interactive: %s)", (interactive) => {
  expect(functionsArguments({ ...deploy, interactive })).not.toContain("--force");
  expect(rulesArguments({ ...deploy, interactive })).not.toContain("--force");
});

test("without a terminal firebase asks nothing", () => {
  expect(functionsArguments({ ...deploy, interactive: false })).toContain("--non-interactive");
  expect(rulesArguments({ ...deploy, interactive: false })).toContain("--non-interactive");
});
