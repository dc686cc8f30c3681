import type { CollectionDefinition } from "../../collection/collection.ts";
import type { ImportArguments } from "./arguments.ts";
import { checkLocally } from "./check-locally.ts";
import type { Connection } from "./connect.ts";
import { openRows, readRows, type RowFile } from "./read-rows.ts";
import { RejectsFile } from "./rejects-file.ts";
import { report, type Report } from "./report.ts";
import { retryCommand } from "./retry-command.ts";
import { RowWrites } from "./row-writes.ts";
import type { ImportResult } from "./run-import.ts";
import { definitionOf, schemaColumn } from "./schema-columns.ts";
import { Tally } from "./tally.ts";
import { tryRows } from "./try-rows.ts";

const ALL_WRITTEN = 0;
const SOME_REJECTED = 1;
const NOT_FINISHED = 2;

/** What an import needs besides what it is asked. */
export interface World {
  readonly file: string;
  readonly fileBytes: number;
  /** The collections that are declared here. */
  readonly collections: readonly CollectionDefinition[];
  /** Asks the gateway what may be written. A trial does not. */
  readonly connect: () => Promise<Connection>;
  /** Rejects when the user wants to stop. */
  readonly stopped: Promise<never>;
}

export interface Finished {
  readonly report: string;
  readonly exitCode: number;
  /** Why it could not go on. */
  readonly failure?: unknown;
}

/**
 * Imports a file, or tries to.
 *
 * @throws PlainError where it can't begin
 */
export async function importFile(args: ImportArguments, world: World): Promise<Finished> {
  const { collections, stopped } = world;
  const definition = definitionOf(collections, args.collection);
  const schema = (field: string) => schemaColumn(definition, field);
  const file = { path: world.file, encoding: args.encoding };
  const rowFile = await Promise.race([openRows(file, { ...args, schema }), stopped]);
  const isManaged = (field: string): boolean => schema(field)?.isManaged === true;
  const writes = new RowWrites({ ...writesOptions(args, rowFile), isManaged });
  const columns = rowFile.csv?.columns.columns;
  if (!args.dryRun) return write(args, { ...world, rowFile, writes });
  const tally = new Tally(undefined);
  const check = checkLocally.bind(undefined, definition);
  const ids = await Promise.race([tryRows(readRows(rowFile), { writes, check, tally }), stopped]);
  const { collection } = args;
  const trial = { collection, isDeclared: definition !== undefined, ids };
  return finished({ tally }, { columns, trial });
}

/** Columns have been renamed and left out where they were decided. */
function writesOptions(
  { collection, idField, origin, changes }: ImportArguments,
  { csv }: RowFile,
): ConstructorParameters<typeof RowWrites>[0] {
  const options = { collection, idField, origin };
  return csv === undefined ? { ...options, changes } : options;
}

async function write(
  args: ImportArguments,
  world: World & { readonly rowFile: RowFile; readonly writes: RowWrites },
): Promise<Finished> {
  const { stopped, fileBytes, rowFile, writes, connect } = world;
  const connection = await Promise.race([connect(), stopped]);
  // What shows the progress is not loaded for a trial.
  const { runImport } = await import("./run-import.ts");
  const rejects = new RejectsFile(args.rejects);
  const result = await runImport(rowFile, { connection, writes, rejects, fileBytes, stopped });
  const path = await rejects.close();
  const columns = rowFile.csv?.columns.columns;
  if (path === undefined) return finished(result, { columns });
  const {
    collection,
    rejects: { options },
  } = args;
  const command = retryCommand({ collection, path, options, columns: columns ?? [] });
  return finished(result, { columns, rejects: { path, command } });
}

function finished({ tally, failure }: ImportResult, rest: Omit<Report, "tally">): Finished {
  const text = report({ tally, ...rest });
  if (failure !== undefined) return { report: text, exitCode: NOT_FINISHED, failure };
  return { report: text, exitCode: tally.rejected === 0 ? ALL_WRITTEN : SOME_REJECTED };
}
