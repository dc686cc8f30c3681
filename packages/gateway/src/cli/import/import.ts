import { stat } from "node:fs/promises";
import { collections } from "../../../../../functions/src/collections/index.ts";
import { onStopRequest } from "../command/on-stop-request.ts";
import { PlainError } from "../command/plain-error.ts";
import { readArguments } from "./arguments.ts";
import { HELP } from "./help.ts";
import { importFile } from "./import-file.ts";
import { spool } from "./spool.ts";

process.exit(await main().catch(explain));

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2), process.env["INIT_CWD"] ?? process.cwd());
  if (args === undefined) {
    console.log(HELP);
    return 0;
  }
  const stopped = stopRequest();
  const spooled = args.file === undefined ? await spool(process.stdin, stopped) : undefined;
  try {
    const file = args.file ?? spooled?.path ?? "";
    const world = { file, fileBytes: await sizeOf(file), collections, stopped };
    const { report, exitCode, failure } = await importFile(args, world);
    console.log(report);
    if (failure === undefined) return exitCode;
    console.error();
    return explain(failure);
  } finally {
    await spooled?.remove();
  }
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
  console.error(failure instanceof PlainError ? failure.message : failure);
  return 2;
}
