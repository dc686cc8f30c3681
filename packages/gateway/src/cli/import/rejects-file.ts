import { open, type FileHandle } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { PlainError } from "../command/plain-error.ts";

/** How rows stand in a file: what comes before, between and after them. */
export interface RejectsFrame {
  readonly start: string;
  readonly between: string;
  readonly end: string;
}

export interface RejectsFileOptions {
  /** The file that is imported. */
  readonly source: string;
  /** Where to write them; it must not be there. @default beside the source, under a name that is free */
  readonly path?: string | undefined;
}

const MAX_NAMES = 1000;

/**
 * The rows that were rejected, in a file of the format that they came in, to be mended and imported.
 * It is made with the first of them, and never takes the place of another file.
 */
export class RejectsFile {
  readonly #options: RejectsFileOptions;
  #opened: Promise<{ readonly file: FileHandle; readonly path: string }> | undefined;
  #work: Promise<unknown> = Promise.resolve();
  #frame: RejectsFrame | undefined;

  constructor(options: RejectsFileOptions) {
    this.#options = options;
  }

  /** Adds a row, in the order of the calls. @throws PlainError where it can't be written */
  add(row: string, frame: RejectsFrame): Promise<void> {
    this.#frame = frame;
    const isFirst = this.#opened === undefined;
    this.#opened ??= this.#open();
    const opened = this.#opened;
    const write = async (): Promise<void> => {
      const { file } = await opened;
      await file.appendFile(`${isFirst ? frame.start : frame.between}${row}`);
    };
    const work = this.#work.then(write);
    this.#work = work.catch(() => undefined);
    return work;
  }

  /** Its path, once it is whole; undefined where nothing was rejected, or could be written. */
  async close(): Promise<string | undefined> {
    await this.#work;
    const opened = await this.#opened?.catch(() => undefined);
    if (opened === undefined) return undefined;
    await opened.file.appendFile(this.#frame?.end ?? "");
    await opened.file.close();
    return opened.path;
  }

  async #open(): Promise<{ readonly file: FileHandle; readonly path: string }> {
    const { path, source } = this.#options;
    for (let number = 1; ; number += 1) {
      const name = path ?? freeName(source, number);
      try {
        return { file: await open(name, "wx"), path: name };
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === "EEXIST" && path === undefined && number < MAX_NAMES) continue;
        throw new PlainError(
          `The rejected rows can't be written to ${name}: ${message}. Name another file with --rejects.`,
          { cause: error },
        );
      }
    }
  }
}

/** Of `movies.csv`, `movies.rejected.csv` and then `movies.rejected-2.csv`. */
function freeName(source: string, number: number): string {
  const extension = extname(source);
  const name = basename(source, extension).replace(/\.rejected(-\d+)?$/, "");
  const suffix = number === 1 ? "" : `-${String(number)}`;
  return join(dirname(source), `${name}.rejected${suffix}${extension}`);
}
