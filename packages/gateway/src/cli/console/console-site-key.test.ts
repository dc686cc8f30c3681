import { defineBoolean } from "firebase-functions/params";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { consoleSiteKey } from "./console-site-key.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "site-key-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const keyOf = (enforceAppCheck: boolean | ReturnType<typeof defineBoolean>) =>
  consoleSiteKey({ folder, options: { enforceAppCheck } }, "shop");

test("the console's site key is the project's own, beside its other settings", () => {
  writeFileSync(join(folder, ".env"), "CONSOLE_SITE_KEY=everybodys\n");
  expect(keyOf(true)).toBe("everybodys");
  writeFileSync(join(folder, ".env.shop"), "CONSOLE_SITE_KEY=shops\n");
  expect(keyOf(true)).toBe("shops");
});

test("without a site key the console is deployed where App Check is not enforced alone", () => {
  const enforced = defineBoolean("ENFORCED", { default: false });
  expect(keyOf(false)).toBeUndefined();
  expect(keyOf(enforced)).toBeUndefined();
  expect(() => keyOf(true)).toThrow(/CONSOLE_SITE_KEY in \.env\.shop/);
  writeFileSync(join(folder, ".env.shop"), "ENFORCED=true\nCONSOLE_SITE_KEY=\n");
  expect(() => keyOf(enforced)).toThrow(/Nothing was deployed/);
});
