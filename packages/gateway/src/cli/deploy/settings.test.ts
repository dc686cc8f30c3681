import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlainError } from "../command/plain-error.ts";
import { readSettings, refuseOtherDatabase } from "./settings.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "settings-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("a project's own settings take the place of everybody's", () => {
  writeFileSync(join(folder, ".env"), "REGION=us-east1\nDATABASE_ID=(default)\n");
  writeFileSync(join(folder, ".env.shop"), 'DATABASE_ID="reports" # ours\n');
  expect(readSettings(folder, "shop")).toEqual({ region: "us-east1", databaseId: "reports" });
  expect(readSettings(folder, "other")).toEqual({ region: "us-east1", databaseId: "(default)" });
});

test("without settings the defaults hold", () => {
  expect(readSettings(folder, "shop")).toEqual({
    region: "us-central1",
    databaseId: "(default)",
  });
});

const settings = { region: "us-central1", databaseId: "reports" };

test("rules and indexes go to the gateway's database, or nowhere", () => {
  const refuse = () => {
    refuseOtherDatabase(settings, { functions: [], firestore: {} });
  };
  expect(refuse).toThrow(PlainError);
  expect(refuse).toThrow('set "database": "reports"');
  expect(() => {
    refuseOtherDatabase(settings, { functions: [], firestore: { database: "reports" } });
  }).not.toThrow();
});
