import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { filterProblems } from "@arethetypeswrong/core/problems";
import type { ResolutionKind } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const RESOLUTIONS: readonly ResolutionKind[] = ["node10", "node16-cjs", "node16-esm", "bundler"];

/** What publint and Are The Types Wrong find in a package as it is packed, a line each. */
export async function tarballFindings(tarball: string): Promise<readonly string[]> {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball);
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  const linted = await publint({ pack: { tarball: bytes }, strict: true });
  const lint = linted.messages.map(
    (message) => `publint: ${formatMessage(message, linted.pkg, { color: false }) ?? message.code}`,
  );
  const types = await checkPackage(createPackageFromTarballData(new Uint8Array(bytes)));
  if (types.types === false) return [...lint, "attw: no types"];
  const problems = RESOLUTIONS.flatMap((resolutionKind) =>
    filterProblems(types, { resolutionKind }),
  );
  return [...lint, ...new Set(problems.map((problem) => `attw: ${JSON.stringify(problem)}`))];
}
