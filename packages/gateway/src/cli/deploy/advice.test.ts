import { advice } from "./advice.ts";

const gateway = {
  codebase: "default",
  names: ["getDocument", "setDocument"],
  region: "us-east1",
  databaseIds: ["(default)"],
};
const where = { project: "shop", gateways: [gateway] };

test("a failure that only a person at a terminal can confirm says so", () => {
  expect(advice("functions that increase the minimum bill", where)).toContain("without --yes");
});

test.each([
  ["where firebase-tools said so", "Unable to set the invoker for the IAM policy"],
  ["where only a person has seen what it said", ""],
])("functions that nobody may call are deleted by a command to paste, %s", (_where, output) => {
  const said = advice(output, where);
  expect(said).toContain(
    "functions:delete getDocument setDocument --region us-east1 --project shop --force",
  );
});

test("whatever failed, it says that the rules are as they were", () => {
  expect(advice("", where)).toContain("The rules were not deployed");
});
