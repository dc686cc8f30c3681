import { runCommand } from "./command/run-command.ts";
import { buildClient } from "./gateway/build-client.ts";
import { DEPLOYED_MODULE, buildFunctions } from "./gateway/build-functions.ts";

await runCommand(async () => {
  await buildFunctions(DEPLOYED_MODULE);
  await buildClient();
  return 0;
});
