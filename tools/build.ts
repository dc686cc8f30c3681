import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { buildClient } from "./gateway/build-client.ts";
import { DEPLOYED_MODULE, buildFunctions } from "./gateway/build-functions.ts";

/** Builds functions and client; with `functions`, as a deploy asks, these alone. */
await runCommand(async () => {
  await buildFunctions(DEPLOYED_MODULE);
  if (!process.argv.includes("functions")) await buildClient();
  return 0;
});
