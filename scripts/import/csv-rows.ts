import { promisify } from "node:util";
import { parse } from "csv-parse";
import type { Cell } from "./csv-cell.ts";
import { MAX_ROW_BYTES } from "./json-rows.ts";
import { MalformedError, NOT_UTF8, type Completed } from "./malformed-error.ts";

/** Takes the rows out of a CSV file (RFC 4180) that comes in pieces; the header is one of them. */
export class CsvRows {
  readonly #parser;
  /** It drops a byte order mark. A text in another encoding would be imported with wrong letters. */
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #rows: (readonly Cell[])[] = [];
  /** Where the last row ends. */
  #lastLine = 1;

  constructor(delimiter: string) {
    this.#parser = parse({
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      max_record_size: MAX_ROW_BYTES,
      relax_column_count: true,
      skip_empty_lines: true,
      cast: (text, { quoting }): Cell => ({ text, quoted: quoting }),
      // Nothing goes through the stream: it would drop the rows it still holds when a fault comes.
      on_record: (cells: unknown, { lines }) => {
        this.#rows.push(cells as readonly Cell[]);
        this.#lastLine = lines;
        return null;
      },
    });
    this.#parser.on("error", () => undefined);
    this.#parser.resume();
  }

  write(bytes: Uint8Array): Promise<Completed<readonly Cell[]>> {
    return this.#complete((done) => {
      this.#parser.write(this.#decoder.decode(bytes, { stream: true }), done);
    });
  }

  end(): Promise<Completed<readonly Cell[]>> {
    return this.#complete((done) => {
      this.#parser.end(this.#decoder.decode(), done);
    });
  }

  async #complete(work: (done: Done) => void): Promise<Completed<readonly Cell[]>> {
    const error = await promisify(work)().then(
      () => undefined,
      (reason: NodeJS.ErrnoException) => reason,
    );
    const rows = this.#rows;
    this.#rows = [];
    if (error === undefined) return { rows };
    return { rows, fault: new MalformedError(plainMessage(error), { line: this.#lastLine }) };
  }
}

type Done = (error?: Error | null) => void;

function plainMessage(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ERR_ENCODING_INVALID_ENCODED_DATA":
      return NOT_UTF8;
    case "CSV_QUOTE_NOT_CLOSED":
      return "a quote is opened and never closed";
    case "CSV_MAX_RECORD_SIZE":
      return `it is longer than ${String(MAX_ROW_BYTES)} bytes`;
    default:
      return error.message;
  }
}
