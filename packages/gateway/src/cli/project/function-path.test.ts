import { functionPath } from "./function-path.ts";

test.each([
  [["getQuota", "batchWrite", "database"], "batchWrite"],
  [["crm-getQuota", "crm-batchWrite"], "crm-batchWrite"],
  [["database"], "database/batchWrite"],
  [["apis-crm-database", "apis-crm-getQuota"], "apis-crm-database/batchWrite"],
  [["getQuota"], undefined],
])("of the functions %j, batchWrite is at %s", (names, path) => {
  expect(functionPath(names, "batchWrite")).toBe(path);
});
