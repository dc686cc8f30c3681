import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { runJest } from "./testing/run-jest.ts";

/** The simulations and ordeals of quotas at length, which take a quarter of an hour. */
await runCommand(async () => {
  const folder = join(".cache", "soak");
  mkdirSync(folder, { recursive: true });
  const { passed, failed } = await runJest({
    args: ["--selectProjects", "unit", "--testPathPatterns", "packages/gateway/src/quota"],
    env: { ...process.env, SOAK: "true" },
    reportFile: join(folder, "unit.json"),
  });
  console.log(`\n${String(passed)} passed, ${String(failed)} failed`);
  return failed === 0 ? 0 : 1;
});
