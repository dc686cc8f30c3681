import { spawnSync } from "node:child_process";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";

/** What `npm run check` asks, and the command that answers. */
const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  [
    "Formatting (npm run format puts it right)",
    ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."],
  ],
  ["Rules of oxlint.config.ts", ["node_modules/oxlint/bin/oxlint", "--quiet"]],
  ["Types", ["node_modules/typescript/bin/tsc", "--project", "."]],
  [
    "Types of the operator's console",
    ["node_modules/typescript/bin/tsc", "--project", "packages/gateway/console"],
  ],
  [
    "Types of examples/notes, which runs in the browser",
    ["node_modules/typescript/bin/tsc", "--project", "examples/notes"],
  ],
  [
    "firestore.indexes.json is as the collections say",
    ["tools/database-service.ts", "indexes", "--check"],
  ],
  ["The API reports are as the packages offer", ["tools/api-report.ts", "--check"]],
  ["Lock files agree on what app and library share", ["tools/check-versions.ts"]],
];

await runCommand(() => {
  const failed = CHECKS.filter(([question, command]) => {
    const { status } = spawnSync(process.execPath, command, { stdio: "inherit" });
    console.log(`${status === 0 ? "ok    " : "FAILED"}  ${question}`);
    return status !== 0;
  });
  return failed.length === 0 ? 0 : 1;
});
