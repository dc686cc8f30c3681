import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { PlainError } from "../packages/gateway/src/cli/command/plain-error.ts";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { apiReports } from "./pack/api-reports.ts";
import { sourcePackages } from "./pack/source-package.ts";

/** Writes what the packages offer; with `--check`, says whether it is as it was last written. */
await runCommand(() => {
  const folder = `.cache/api-report-${String(process.pid)}`;
  try {
    const reports = sourcePackages().flatMap((source) => [
      ...apiReports(source, join(folder, basename(source.folder))),
    ]);
    const stale = reports.filter(([file, text]) => current(file) !== text);
    if (!process.argv.includes("--check")) for (const [file, text] of stale) write(file, text);
    else if (stale.length > 0) refuse(stale.map(([file]) => file));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function current(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`${file} says now what the package offers.`);
}

function refuse(files: readonly string[]): never {
  throw new PlainError(
    `${files.join(", ")}: what the package offers has changed. If it was meant to, run: npm run api-report`,
  );
}
