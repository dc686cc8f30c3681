import { mkdirSync } from "node:fs";
import { onStopRequest } from "../packages/gateway/src/cli/command/on-stop-request.ts";
import { PlainError } from "../packages/gateway/src/cli/command/plain-error.ts";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { emulatorPorts, type Ports } from "../packages/gateway/src/cli/emulators/emulator-ports.ts";
import { thisMachine } from "./emulators/machine.ts";
import { refuseTakenPorts } from "./emulators/refuse-taken-ports.ts";
import { PROJECT, startEmulators } from "./emulators/start-emulators.ts";
import type { Emulators } from "./emulators/start-emulators.ts";
import { warmUp } from "./emulators/warm-up.ts";
import { DEPLOYED_MODULE, watchFunctions } from "./gateway/build-functions.ts";
import { callableUrls } from "../packages/gateway/src/cli/emulators/callable-urls.ts";
import { enforcesAppCheck } from "./gateway/enforces-app-check.ts";
import { issueAppCheckToken } from "../packages/gateway/src/cli/tokens/issue-app-check-token.ts";
import { issueToken } from "../packages/gateway/src/cli/tokens/issue-token.ts";
import { loadExampleData } from "./start/example-data.ts";
import { FunctionLogs } from "./start/function-logs.ts";
import { firestoreEmulator, memoryFirestore, usesMemory } from "./start/local-firestore.ts";
import { welcome } from "./start/welcome.ts";

const LOG_FOLDER = ".cache/start";

/** An app as Firebase names them; the emulators take any. */
const EXAMPLE_APP = "1:1234567890:web:example";

let welcomed = false;

await runCommand(async () => {
  const machine = thisMachine();
  const inMemory = usesMemory(process.argv.slice(2), machine);
  const ports = emulatorPorts();
  await refuseTakenPorts(ports);
  const { note, env, only } = inMemory
    ? await memoryFirestore(machine, ports.firestore)
    : firestoreEmulator(machine);
  mkdirSync(LOG_FOLDER, { recursive: true });
  if (note !== undefined) console.log(note);
  console.log("Building the functions and starting the emulators ...");
  await watchFunctions(DEPLOYED_MODULE);
  const emulators = startEmulators({
    config: "firebase.json",
    env,
    only,
    logFolder: LOG_FOLDER,
    onOutput: printFunctionLogs(),
  });
  let stopping = false;
  const stopped = new Promise<void>((done) => {
    onStopRequest(() => {
      stopping = true;
      console.log("\nStopping ...");
      void emulators.stop().then(done);
    });
  });
  try {
    await Promise.race([serve(emulators, ports), stopped]);
  } catch (error) {
    if (!stopping) throw error;
  }
  await stopped;
  return 0;
});

async function serve(emulators: Emulators, ports: Ports): Promise<never> {
  await emulators.ready;
  await introduce(ports);
  await emulators.ended;
  throw new PlainError(`The emulators have ended by themselves: see ${LOG_FOLDER}/emulators.log.`);
}

/** Before the welcome only what is wrong: that the example data's own calls went well is no news. */
function printFunctionLogs(): (output: string) => void {
  const logs = new FunctionLogs();
  return (output) => {
    for (const line of logs.take(output)) {
      if (welcomed || !line.startsWith("INFO ")) console.log(line);
    }
  };
}

/** Loads the example data, and says what there is to call. */
async function introduce(ports: Ports): Promise<void> {
  const origin = `http://127.0.0.1:${String(ports.functions)}`;
  const urls = await callableUrls({ origin, project: PROJECT });
  if (urls.size === 0) {
    console.error(
      "The functions were not loaded: see above. A change of a source file loads them again.",
    );
    return;
  }
  await warmUp(`127.0.0.1:${String(ports.firestore)}`);
  const appCheck = enforcesAppCheck() && { appCheckToken: await issueAppCheckToken(EXAMPLE_APP) };
  try {
    await loadExampleData(urls, async (identity) => ({
      idToken: await issueToken(identity),
      ...appCheck,
    }));
  } catch (error) {
    // The collections are the team's own: what they don't take is no reason not to start.
    console.error(`The example data was not loaded: ${(error as Error).message}`);
  }
  console.log(welcome({ project: PROJECT, urls, ...appCheck }));
  welcomed = true;
}
