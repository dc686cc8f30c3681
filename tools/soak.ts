import { spawnSync } from "node:child_process";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";

/** The files whose simulations, storms and properties are short by default. */
const FILES = [
  "/src/quota/",
  "\\.property\\.test",
  "policy-as-filter\\.test",
  "test/(document-store|hostile|linearizability|names|shared-fate|transactions)\\.test",
  "test/exactly-once\\.browser\\.test",
  "test/quota-(processes|sharing)\\.test",
];

/** What the command line says after `npm run soak --`: patterns of files in place of all. */
const chosen = process.argv.slice(2);

/** All that is tried by chance, at length, which takes two hours or three. */
await runCommand(() => {
  const args = ["tools/test.ts", "--testPathPatterns", ...(chosen.length > 0 ? chosen : FILES)];
  const env = { ...process.env, SOAK: "true" };
  return spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
});
