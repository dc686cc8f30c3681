import { SCRIPT } from "../command/script.ts";
import type { Column } from "./columns.ts";

export interface RetryCommandOptions {
  readonly collection: string;
  /** Of the rejected rows. */
  readonly path: string;
  /** The options that hold for them too, as they were given. */
  readonly options: readonly string[];
  /** Those of a CSV file. A few of its rows could mean other types than all of them did. */
  readonly columns: readonly Column[];
}

/** The command that imports rejected rows once they are mended. */
export function retryCommand({ collection, path, options, columns }: RetryCommandOptions): string {
  const types = columns.flatMap(({ name, title, type, decidedBy }) =>
    name === undefined || title === undefined || decidedBy !== "cells"
      ? []
      : ["--type", `${title}=${type}`],
  );
  return [SCRIPT, "import", ...[collection, path, ...options, ...types].map(quoted)].join(" ");
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w\-./=:,@+]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
