import { stat } from "node:fs/promises";
import { onStopRequest } from "./command/on-stop-request.ts";
import { PlainError } from "./command/plain-error.ts";
import { readArguments } from "./import/arguments.ts";
import { connect } from "./import/connect.ts";
import { HELP } from "./import/help.ts";
import { report } from "./import/report.ts";
import { runImport } from "./import/run-import.ts";

const ALL_WRITTEN = 0;
const SOME_REJECTED = 1;
const NOT_FINISHED = 2;

process.exit(await main().catch(explain));

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2), process.env["INIT_CWD"] ?? process.cwd());
  if (args === undefined) {
    console.log(HELP);
    return ALL_WRITTEN;
  }
  const fileBytes = await sizeOf(args.file);
  const stopped = stopRequest();
  const connection = await Promise.race([connect(args.destination), stopped]);
  const { tally, failure } = await runImport(args, { connection, fileBytes, stopped });
  console.log(report(tally));
  if (failure === undefined) return tally.rejected === 0 ? ALL_WRITTEN : SOME_REJECTED;
  console.error();
  return explain(failure);
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
  return NOT_FINISHED;
}
