import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enforcesAppCheck } from "./enforces-app-check.ts";

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "settings-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  [{}, false],
  [{ ".env": "false" }, false],
  [{ ".env": "true" }, true],
  [{ ".env": "false", ".env.local": "true" }, true],
  [{ ".env": "true", ".env.local": "false" }, false],
  [{ ".env": "false", ".env.another-project": "true" }, false],
])("App Check with the settings %j is enforced: %s", (settings, enforced) => {
  for (const [file, value] of Object.entries(settings)) {
    writeFileSync(join(folder, file), `# App Check\nREGION=any\nENFORCE_APP_CHECK=${value}\n`);
  }
  expect(enforcesAppCheck(folder)).toBe(enforced);
});
