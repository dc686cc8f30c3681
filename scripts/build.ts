import { runCommand } from "./command/run-command.ts";
import { DEPLOYED_MODULE, buildFunctions } from "./gateway/build-functions.ts";

await runCommand(async () => {
  await buildFunctions(DEPLOYED_MODULE);
  return 0;
});
