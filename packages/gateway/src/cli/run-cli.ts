import { checkNode } from "./check-node.ts";
import type { Command, CommandContext } from "./command/command.ts";
import { MisuseError } from "./command/misuse-error.ts";
import { runCommand } from "./command/run-command.ts";
import { VERSION } from "./version.ts";

const HELP = `database-service <command>: the command line of @database-service/gateway.

  init           adds a gateway to a Firebase project
  indexes        writes firestore.indexes.json from the collections
  deploy         deploys the functions, the indexes and the rules
  doctor         tells what is not deployed as it is declared, and what mends it
  advise         tells what of queries and indexes costs more than it has to
  import         writes the rows of a file into a collection
  service-token  prints a token with which a service calls
  grant          gives a user admin rights, roles and teams
  revoke         takes them
  forget         deletes what is kept of a user
  export-caller  writes it out
  caller-key     tells who a caller in the log is
  monitoring     sets up alerts and a dashboard in Google Cloud
  migrate        moves a project to the gateway in stages
  warm           compiles the functions ahead, while they are built in the cloud

  <command> --help    what a command takes
  --version           the library's version

Exit code: 0 if it is done, 1 if something has to be mended first, 2 if the command was misspelt (and
as import --help says).`;

/** Loaded when they are run: not all that one needs is there for another. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["init", async () => (await import("./init/init.ts")).init],
  ["indexes", async () => (await import("./indexes/indexes.ts")).indexes],
  ["deploy", async () => (await import("./deploy/deploy.ts")).deploy],
  ["doctor", async () => (await import("./doctor/doctor.ts")).doctor],
  ["advise", async () => (await import("./advise/advise.ts")).advise],
  ["import", async () => (await import("./import/import.ts")).importCommand],
  ["service-token", async () => (await import("./service-token/service-token.ts")).serviceToken],
  ["grant", async () => (await import("./grant/grant.ts")).grant],
  ["revoke", async () => (await import("./grant/grant.ts")).revoke],
  ["forget", async () => (await import("./forget/forget.ts")).forget],
  ["export-caller", async () => (await import("./forget/forget.ts")).exportCaller],
  ["caller-key", async () => (await import("./caller-key/caller-key.ts")).callerKeyCommand],
  ["monitoring", async () => (await import("./monitoring/monitoring.ts")).monitoring],
  ["migrate", async () => (await import("./migrate/migrate.ts")).migrate],
  ["warm", async () => (await import("./warm/warm.ts")).warm],
]);

/** Runs the command that the arguments name, and ends the process with its exit code. */
export function runCli(args: readonly string[], context: CommandContext = {}): Promise<never> {
  return runCommand(() => run(args, context));
}

async function run(
  [name = "--help", ...rest]: readonly string[],
  context: CommandContext,
): Promise<number> {
  checkNode(process.versions.node);
  const load = COMMANDS.get(name);
  if (load !== undefined) return (await load())(rest, context);
  if (name === "--version") console.log(VERSION);
  else if (name === "--help" || name === "-h") console.log(HELP);
  else throw new MisuseError(`There is no command ${name}.\n\n${HELP}`);
  return 0;
}
