import { examineEmulators } from "../packages/gateway/src/cli/doctor/examine.ts";
import { openWeb } from "../packages/gateway/src/cli/doctor/web.ts";
import { emulators } from "./support/emulators.ts";

test("at the emulators, callers are answered and refused as they should be, and nobody gets past the gateway", async () => {
  const gateway = {
    codebase: "default",
    names: ["database", "listen"],
    region: "us-central1",
    databaseIds: ["(default)"],
    appCheck: false,
    hasBudget: true,
  };
  const declared = { project: emulators.project, gateways: [gateway], databases: [] };
  const places = { functions: new URL(emulators.functions).host, firestore: emulators.firestore };
  const findings = await examineEmulators(declared, places, openWeb("owner"));
  expect(findings.filter(({ level }) => level !== "good")).toEqual([]);
  expect(findings).toHaveLength(6);
});
