import { spawnSync } from "node:child_process";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";

await runCommand(() => {
  const prettier = ["node_modules/prettier/bin/prettier.cjs", "--write", "--log-level=warn", "."];
  return spawnSync(process.execPath, prettier, { stdio: "inherit" }).status ?? 1;
});
