import { readFileSync } from "node:fs";
import { PlainError } from "../packages/gateway/src/cli/command/plain-error.ts";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { differentVersions, type LockFile } from "./lock-files/different-versions.ts";

const LOCK_FILES = ["package-lock.json", "functions/package-lock.json"];

/** What the library and the app hand each other schemas, settings and credentials of. */
const SHARED = ["zod", "firebase-functions", "firebase-admin"];

/** Says whether the repository and the deployed functions have one version of what they share. */
await runCommand(() => {
  const lockFiles = LOCK_FILES.map((file) => [
    file,
    JSON.parse(readFileSync(file, "utf8")) as LockFile,
  ]);
  const found = differentVersions(
    Object.fromEntries(lockFiles) as Record<string, LockFile>,
    SHARED,
  );
  if (found.length === 0) return 0;
  throw new PlainError(
    `${found.join("\n")}\nAsk for the same version in every package.json, and install again.`,
  );
});
