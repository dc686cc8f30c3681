import { PlainError } from "../command/plain-error.ts";
import { onlyNamed } from "./only-named.ts";

const where = { region: "us-central1", databaseIds: ["(default)"] };
const shop = { ...where, codebase: "shop", names: ["database", "getDocument"] };
const crm = { ...where, codebase: "crm", names: ["crm-database"] };

test("of each gateway the functions that are named are left, and of one without any nothing", () => {
  expect(onlyNamed([shop, crm], ["database"])).toEqual([{ ...shop, names: ["database"] }]);
  expect(onlyNamed([shop, crm], ["crm-database", "getDocument"])).toEqual([
    { ...shop, names: ["getDocument"] },
    crm,
  ]);
});

test("a function that there is not is told, with those that there are", () => {
  expect(() => onlyNamed([shop, crm], ["databse"])).toThrow(PlainError);
  expect(() => onlyNamed([shop, crm], ["databse"])).toThrow("crm-database, database, getDocument");
});
