import { spawnSync } from "node:child_process";
import { runCommand } from "./plain-error.ts";

await runCommand(() => {
  const prettier = ["node_modules/prettier/bin/prettier.cjs", "--write", "--log-level=warn", "."];
  return Promise.resolve(spawnSync(process.execPath, prettier, { stdio: "inherit" }).status ?? 1);
});
