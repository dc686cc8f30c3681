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

/** All that is tried by chance, at length, which takes an hour or two. */
await runCommand(() => {
  const args = ["tools/test.ts", "--testPathPatterns", ...FILES];
  const env = { ...process.env, SOAK: "true" };
  return spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
});
