import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { packPackage } from "./pack/pack-package.ts";
import { sourcePackages } from "./pack/source-package.ts";

/** Packs every package as it would be published, and prints where its tarball is. */
await runCommand(async () => {
  for (const source of sourcePackages()) console.log(await packPackage(source, ".cache/pack"));
  return 0;
});
