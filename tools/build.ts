import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { buildConsole, CONSOLE_FOLDER } from "./console/build-console.ts";
import {
  DEPLOYED_MODULE,
  WARM_MODULE,
  buildFunctions,
  buildWarm,
} from "./gateway/build-functions.ts";

/** Builds the functions, as a deploy asks, and the operator's console. */
await runCommand(async () => {
  await Promise.all([
    buildFunctions(DEPLOYED_MODULE),
    buildWarm(WARM_MODULE),
    buildConsole(CONSOLE_FOLDER),
  ]);
  return 0;
});
