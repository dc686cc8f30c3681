import { stat } from "node:fs/promises";
import type { CommandContext } from "../command/command.ts";
import { onStopRequest } from "../command/on-stop-request.ts";
import { PlainError } from "../command/plain-error.ts";
import { terminalText } from "../command/terminal-text.ts";
import { chooseGateway } from "../project/choose-gateway.ts";
import { findProject } from "../project/find-project.ts";
import { loadGateways } from "../project/load-gateways.ts";
import { settingFor } from "../project/setting-for.ts";
import { readArguments, type ImportArguments } from "./arguments.ts";
import { connect, type GatewayPlace } from "./connect.ts";
import { HELP } from "./help.ts";
import { importFile, type World } from "./import-file.ts";
import { spool } from "./spool.ts";

/** The command `import`, whose exit code is 2 where it could not finish. */
export async function importCommand(
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  return run(args, context).catch(explain);
}

async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const asked = readArguments(args, process.env["INIT_CWD"] ?? process.cwd());
  if (asked === undefined) {
    console.log(HELP);
    return 0;
  }
  const stopped = stopRequest();
  const gateway = await gatewayFor(asked, context);
  const spooled = asked.file === undefined ? await spool(process.stdin, stopped) : undefined;
  try {
    const file = asked.file ?? spooled?.path ?? "";
    const world = { file, fileBytes: await sizeOf(file), ...gateway, stopped };
    const { report, exitCode, failure } = await importFile(asked, world);
    console.log(terminalText(report, process.stdout));
    if (failure === undefined) return exitCode;
    console.error();
    return explain(failure);
  } finally {
    await spooled?.remove();
  }
}

/** What is declared of the collections, and who writes them. */
async function gatewayFor(
  { gateway, destination }: ImportArguments,
  { module }: CommandContext,
): Promise<Pick<World, "collections" | "connect">> {
  const there = findProject();
  const chosen = chooseGateway(await loadGateways(there, module), gateway);
  const { options, folder, names } = chosen;
  const place: GatewayPlace = {
    folder: there.folder,
    names,
    region: (project) => settingFor(options.region, { folder, project }),
  };
  return { collections: options.collections, connect: () => connect(destination, place) };
}

function stopRequest(): Promise<never> {
  return new Promise((_resolve, reject) => {
    onStopRequest(() => {
      reject(new PlainError("Stopped. The same command again goes on, and changes nothing twice."));
    });
  });
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (cause) {
    throw new PlainError(`${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
}

/** Says why the import could not finish. */
function explain(failure: unknown): number {
  const known = failure instanceof PlainError;
  console.error(known ? terminalText(failure.message, process.stderr) : failure);
  return 2;
}
