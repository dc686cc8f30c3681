import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import {
  DEPLOYED_MODULE,
  WARM_MODULE,
  buildFunctions,
  buildWarm,
} from "./gateway/build-functions.ts";

/** Builds the functions, as a deploy asks. */
await runCommand(async () => {
  await Promise.all([buildFunctions(DEPLOYED_MODULE), buildWarm(WARM_MODULE)]);
  return 0;
});
