import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { onStopRequest } from "../packages/gateway/src/cli/command/on-stop-request.ts";
import { PlainError } from "../packages/gateway/src/cli/command/plain-error.ts";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import { emulatorPorts, type Ports } from "../packages/gateway/src/cli/emulators/emulator-ports.ts";
import { freePorts } from "./emulators/ports.ts";
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
import { EMULATOR_CONFIG, hostingPort, writeEmulatorConfig } from "./start/emulator-config.ts";
import { functionEnvironment } from "./start/function-environment.ts";
import { FunctionLogs, readEntry } from "./start/function-logs.ts";
import { FunctionsServer } from "./start/functions-server.ts";
import { firestoreEmulator, memoryFirestore, usesMemory } from "./start/local-firestore.ts";
import { consoleForEmulators, createOperator, writeConsoleConfig } from "./start/serve-console.ts";
import { welcome } from "./start/welcome.ts";

const LOG_FOLDER = ".cache/start";

/** An app as Firebase names them; the emulators take any. */
const EXAMPLE_APP = "1:1234567890:web:example";

/** Where the emulators listen. */
interface Addresses {
  readonly ports: Ports;
  /** Of the operator's console. */
  readonly consolePort: number;
}

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
  const consolePort = await hostingPort();
  const functions = await serveFunctions({ env, inMemory }, { ports, consolePort });
  const emulators = startEmulators({
    config: EMULATOR_CONFIG,
    env,
    only: [...only, "hosting"],
    logFolder: LOG_FOLDER,
    onOutput: printFunctionLogs(),
  });
  let stopping = false;
  const stopped = new Promise<void>((done) => {
    onStopRequest(() => {
      stopping = true;
      console.log("\nStopping ...");
      void Promise.all([functions.close(), emulators.stop()]).then(() => done());
    });
  });
  try {
    await Promise.race([serve(emulators, { ports, consolePort }), stopped]);
  } catch (error) {
    if (!stopping) throw error;
  }
  await stopped;
  rmSync(EMULATOR_CONFIG);
  return 0;
});

/** Builds the functions, and serves them where clients expect the functions emulator. */
async function serveFunctions(
  { env, inMemory }: { readonly env: NodeJS.ProcessEnv; readonly inMemory: boolean },
  { ports, consolePort }: Addresses,
): Promise<FunctionsServer> {
  const [emulatorPort = 0] = await freePorts(1);
  const host = writeEmulatorConfig({
    functionsPort: emulatorPort,
    hosting: await consoleForEmulators(ports),
    hostingPort: consolePort,
  });
  const functions = new FunctionsServer({
    project: PROJECT,
    module: DEPLOYED_MODULE,
    emulatorPort,
    withoutListening: inMemory,
    readEnv: () => functionEnvironment(env, ports),
    onOutput: printEntries(),
    report: console.error,
  });
  await watchFunctions(DEPLOYED_MODULE, (module) => functions.load(module));
  await functions.listen(ports.functions, host);
  return functions;
}

async function serve(emulators: Emulators, addresses: Addresses): Promise<never> {
  await emulators.ready;
  await introduce(addresses);
  await emulators.ended;
  throw new PlainError(`The emulators have ended by themselves: see ${LOG_FOLDER}/emulators.log.`);
}

/** Of functions that are not the gateway's, and of the emulators. */
function printFunctionLogs(): (output: string) => void {
  const logs = new FunctionLogs();
  return (output) => {
    for (const line of logs.take(output)) print(line);
  };
}

/** Of the gateway's functions; all of it is kept in a file. */
function printEntries(): (output: string) => void {
  const output = new PassThrough();
  output.pipe(createWriteStream(join(LOG_FOLDER, "functions.log")));
  createInterface({ input: output }).on("line", (line) => {
    const entry = readEntry(line);
    if (entry !== undefined && entry !== "") print(entry);
  });
  return (text) => output.write(text);
}

/** Before the welcome only what is wrong: that the example data's own calls went well is no news. */
function print(line: string): void {
  if (welcomed || !line.startsWith("INFO ")) console.log(line);
}

/** Loads the example data, and says what there is to call. */
async function introduce({ ports, consolePort }: Addresses): Promise<void> {
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
  await createOperator(ports);
  writeConsoleConfig(ports, regionOf(urls));
  const consoleUrl = `http://127.0.0.1:${String(consolePort)}`;
  console.log(welcome({ project: PROJECT, urls, consoleUrl, ...appCheck }));
  welcomed = true;
}

/** Where the functions are: /<project>/<region>/<name> */
function regionOf(urls: ReadonlyMap<string, string>): string {
  const [url = "http://127.0.0.1///"] = urls.values();
  return new URL(url).pathname.split("/")[2] ?? "";
}
