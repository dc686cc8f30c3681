import { createHash } from "node:crypto";
import type { WireWrite } from "../../functions/src/contract/api.ts";
import { checkNewDocumentId } from "../../functions/src/contract/path.ts";
import type { Fields } from "../../functions/src/contract/value.ts";
import type { Checked } from "../../functions/src/contract/checked.ts";
import { Occurrences } from "./occurrences.ts";
import { wrong, type Row } from "./row.ts";
import { toWire } from "./to-wire.ts";

/** The write that a row becomes. */
export interface RowWrite {
  readonly row: Pick<Row, "number" | "bytesRead">;
  /** As it stands in the request. */
  readonly json: string;
  readonly bytes: number;
}

export interface RowWritesOptions {
  /** Path of the collection. */
  readonly collection: string;
  /** The field that holds the document's id. @default the id is derived from the whole row */
  readonly idField?: string | undefined;
}

const ID_BYTES = 16;

/**
 * Turns rows into writes that may be sent any number of times: each sets a whole document, whose
 * id is derived from what the row holds. Of rows that hold the same, each gets an id of its own, by
 * its number among them; so the same file always means the same documents, wherever its rows stand.
 */
export class RowWrites {
  readonly #collection: string;
  readonly #idField: string | undefined;
  readonly #occurrences = new Occurrences();

  constructor({ collection, idField }: RowWritesOptions) {
    this.#collection = collection;
    this.#idField = idField;
  }

  /** The write of the next row, or what is wrong with the row. */
  of({ number, bytesRead, content }: Row): Checked<RowWrite> {
    if (!content.ok) return content;
    const data = toWire(content.value);
    if (!data.ok) return data;
    const id =
      this.#idField === undefined
        ? this.#derivedId(data.value)
        : this.#givenId(this.#idField, content.value as Record<string, unknown>);
    if (!id.ok) return id;
    const write: WireWrite = {
      op: "set",
      path: `${this.#collection}/${id.value}`,
      data: data.value,
    };
    const json = JSON.stringify(write);
    const bytes = Buffer.byteLength(json);
    return { ok: true, value: { row: { number, bytesRead }, json, bytes } };
  }

  #derivedId(data: Fields): Checked<string> {
    const hash = sha256(JSON.stringify(data));
    const occurrence = this.#occurrences.add(hash);
    const id = hash.toString("hex", 0, ID_BYTES);
    return { ok: true, value: occurrence === 1 ? id : `${id}-${String(occurrence)}` };
  }

  #givenId(field: string, row: Record<string, unknown>): Checked<string> {
    const value = Object.hasOwn(row, field) ? row[field] : undefined;
    if (value === undefined || value === null)
      return wrong([field], "is missing, and would be the id");
    const id = idOf(value);
    if (id === undefined) {
      return wrong([field], "must be a string or a whole number to be the id");
    }
    const problem = checkNewDocumentId(id);
    if (problem !== undefined) return wrong([field], problem);
    if (this.#occurrences.add(sha256(id)) === 1) return { ok: true, value: id };
    return wrong([field], `an earlier row has the id ${id} too`);
  }
}

function idOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
  return isWhole ? (value as bigint | number).toString() : undefined;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
