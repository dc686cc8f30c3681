import { readFirebaseJson } from "../project/firebase-json.ts";
import { functionsArguments, rulesArguments, type Deploy } from "./deploy-arguments.ts";

const config = readFirebaseJson(".");
const gateway = {
  codebase: "database-service",
  names: ["getDocument"],
  region: "us-central1",
  databaseIds: ["(default)"],
};
const deploy: Deploy = {
  folder: ".",
  config,
  project: "shop",
  interactive: true,
  gateways: [gateway],
  isPart: false,
};

test("functions and indexes come first, and unchanged functions are left as they are", () => {
  expect(functionsArguments(deploy).join(" ")).toBe(
    "deploy --project shop --only functions,firestore:indexes",
  );
});

test("functions of another codebase in firebase.json are not deployed", () => {
  const both = { ...config, functions: [...config.functions, { codebase: "shop" }] };
  expect(functionsArguments({ ...deploy, config: both })).toContain(
    "functions:database-service,firestore:indexes",
  );
});

test("gateways of several codebases are all deployed, and each codebase once", () => {
  const functions = ["default", "database-service", "shop"].map((codebase) => ({ codebase }));
  const gateways = [gateway, { ...gateway, names: ["crm-getDocument"] }];
  const other = { ...gateway, codebase: "default", region: "us-east1" };
  const all = { ...deploy, config: { ...config, functions }, gateways: [...gateways, other] };
  expect(functionsArguments(all)).toContain(
    "functions:database-service,functions:default,firestore:indexes",
  );
});

test("functions that are named are deployed alone, each by its codebase and name", () => {
  const crm = { ...gateway, codebase: "crm", names: ["crm-database", "crm-getQuota"] };
  expect(functionsArguments({ ...deploy, gateways: [gateway, crm], isPart: true })).toContain(
    "functions:database-service:getDocument,functions:crm:crm-database,functions:crm:crm-getQuota,firestore:indexes",
  );
});

test("the rules come last", () => {
  expect(rulesArguments(deploy).join(" ")).toBe("deploy --project shop --only firestore:rules");
});

test.each([true, false])("no deploy is forced (interactive: %s)", (interactive) => {
  expect(functionsArguments({ ...deploy, interactive })).not.toContain("--force");
  expect(rulesArguments({ ...deploy, interactive })).not.toContain("--force");
});

test("without a terminal firebase asks nothing", () => {
  expect(functionsArguments({ ...deploy, interactive: false })).toContain("--non-interactive");
  expect(rulesArguments({ ...deploy, interactive: false })).toContain("--non-interactive");
});
