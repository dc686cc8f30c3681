import { writeFileSync } from "node:fs";
import type { CommandContext } from "../command/command.ts";
import { parseCommandLine } from "../command/parse-command-line.ts";
import { PlainError } from "../command/plain-error.ts";
import { SCRIPT } from "../command/script.ts";
import { findProject } from "../project/find-project.ts";
import { loadGateways } from "../project/load-gateways.ts";
import { indexFiles, type DeclaredIndexFile } from "./index-files.ts";

const HELP = `Writes the index file (firestore.indexes.json) of each database from the collections that its
gateways declare.

  ${SCRIPT} indexes            writes what isn't as they declare
  ${SCRIPT} indexes --check    writes nothing, and exits with 1 if something isn't

What a file lists of collections that no gateway declares stays in it.`;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  check: { type: "boolean" },
} as const;

/** The command `indexes`. @throws PlainError where a file is stale, or can't be told */
export async function indexes(
  args: readonly string[],
  { module }: CommandContext,
): Promise<number> {
  const { values } = parseCommandLine({ args: [...args], options: OPTIONS }, HELP);
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const project = findProject();
  const files = indexFiles(project, await loadGateways(project, module));
  if (values.check === true) refuseStaleIndexes(files);
  else files.forEach(write);
  return 0;
}

/** @throws PlainError where a file is not as the collections declare */
export function refuseStaleIndexes(files: readonly DeclaredIndexFile[]): void {
  const stale = files.filter(({ isCurrent }) => !isCurrent).map(({ name }) => name);
  if (stale.length === 0) return;
  throw new PlainError(
    `${stale.join(", ")} is not what the collections declare. Run: ${SCRIPT} indexes`,
  );
}

function write({ path, name, text, isCurrent, undeclared }: DeclaredIndexFile): void {
  writeFileSync(path, text);
  console.log(`${name} ${isCurrent ? "was" : "is now"} as the collections declare.`);
  if (undeclared.length === 0) return;
  console.log("No longer in it, since their collections don't declare them:");
  for (const line of undeclared) console.log(`  ${line}`);
}
