import { defineString } from "firebase-functions/params";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlainError } from "../command/plain-error.ts";
import { settingFor } from "./setting-for.ts";

const database = defineString("DATABASE", { default: "(default)" });
const region = defineString("PLACE");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "settings-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("a project's own value takes the place of everybody's, and that of the default", () => {
  expect(settingFor(database, { folder, project: "shop" })).toBe("(default)");
  writeFileSync(join(folder, ".env"), "DATABASE=archive\n");
  writeFileSync(join(folder, ".env.shop"), 'DATABASE="reports" # ours\n');
  expect(settingFor(database, { folder, project: "shop" })).toBe("reports");
  expect(settingFor(database, { folder, project: "other" })).toBe("archive");
  expect(settingFor(database, { folder })).toBe("archive");
});

test("a value is what it is, whatever stands in .env", () => {
  writeFileSync(join(folder, ".env"), "region=us-east1\n");
  expect(settingFor("us-central1", { folder })).toBe("us-central1");
});

test("a parameter without a value anywhere is told by its name and file", () => {
  expect(() => settingFor(region, { folder, project: "shop" })).toThrow(PlainError);
  expect(() => settingFor(region, { folder, project: "shop" })).toThrow(/PLACE .*\.env\.shop/);
});
