import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { DEPLOYED_MODULE, buildFunctions } from "./gateway/build-functions.ts";

/** Builds the functions, as a deploy asks. */
await runCommand(async () => {
  await buildFunctions(DEPLOYED_MODULE);
  return 0;
});
