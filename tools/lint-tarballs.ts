import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { tarballFindings } from "./pack/tarball-findings.ts";

/** Prints what is wrong with packed packages, whose tarballs are the arguments. */
await runCommand(async () => {
  const findings = await Promise.all(process.argv.slice(2).map(tarballFindings));
  for (const finding of findings.flat()) console.log(finding);
  return findings.flat().length === 0 ? 0 : 1;
});
