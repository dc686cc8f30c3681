import { createHash } from "node:crypto";
import type { WireWrite } from "../../api/api.ts";
import { checkNewDocumentId } from "../../paths/path.ts";
import type { Fields } from "../../values/value.ts";
import type { Checked } from "../../errors/checked.ts";
import type { RowChanges } from "./field-changes.ts";
import { readForeign, type ForeignOrigin } from "./foreign-values.ts";
import { Occurrences } from "./occurrences.ts";
import { wrong, type Row } from "./row.ts";
import { withoutSubcollections } from "./subcollections.ts";
import { toWire } from "./to-wire.ts";

/** The write that a row becomes. */
export interface RowWrite {
  readonly row: Omit<Row, "content">;
  /** The document's id. */
  readonly id: string;
  /** As it stands in the request. */
  readonly json: string;
  readonly bytes: number;
}

export interface RowWritesOptions {
  /** Path of the collection. */
  readonly collection: string;
  /**
   * The field of the document that holds its id. @default the id that the file gives, or else one
   * derived from the whole row
   */
  readonly idField?: string | undefined;
  /** Whose JSON the rows are. @default rows with values of another program's are refused */
  readonly origin?: ForeignOrigin | undefined;
  /** @default none */
  readonly changes?: RowChanges;
  /** Whether only the server writes the field. @default none is so */
  readonly isManaged?: (field: string) => boolean;
}

const ID_BYTES = 16;

/**
 * Turns rows into writes that may be sent any number of times: each sets a whole document, whose
 * id is derived from what the row holds. Of rows that hold the same, each gets an id of its own, by
 * its number among them; so the same file always means the same documents, wherever its rows stand.
 */
export class RowWrites {
  readonly #options: RowWritesOptions;
  readonly #occurrences = new Occurrences();

  constructor(options: RowWritesOptions) {
    this.#options = options;
  }

  /** The write of the next row, or what is wrong with the row. */
  of({ content, ...row }: Row): Checked<RowWrite> {
    const prepared = content.ok ? this.#prepare(content.value) : content;
    if (!prepared.ok) return prepared;
    const data = toWire(prepared.value, this.#options.origin);
    if (!data.ok) return data;
    const id = this.#idOf(row.id, { row: prepared.value, data: data.value });
    if (!id.ok) return id;
    const write: WireWrite = {
      op: "set",
      path: `${this.#options.collection}/${id.value}`,
      data: data.value,
    };
    const json = JSON.stringify(write);
    return { ok: true, value: { row, id: id.value, json, bytes: Buffer.byteLength(json) } };
  }

  #prepare(row: unknown): Checked<unknown> {
    const { changes, origin, isManaged } = this.#options;
    const changed = changes?.apply(row) ?? { ok: true, value: row };
    if (!changed.ok) return changed;
    const { value } = changed;
    const managed = isManaged && Object.keys(value ?? {}).find(isManaged);
    if (managed !== undefined) {
      return wrong(
        [managed],
        `is set by the server: --omit ${managed} leaves it out, --rename ${managed}=NAME keeps it as another field`,
      );
    }
    return origin === "firestore" ? withoutSubcollections(value) : changed;
  }

  #idOf(
    given: string | undefined,
    { row, data }: { readonly row: unknown; readonly data: Fields },
  ): Checked<string> {
    const { idField } = this.#options;
    if (idField !== undefined) return this.#fieldId(idField, row as Record<string, unknown>);
    return given === undefined ? this.#derivedId(data) : this.#takeId(given, []);
  }

  #derivedId(data: Fields): Checked<string> {
    const hash = sha256(JSON.stringify(data));
    const occurrence = this.#occurrences.add(hash);
    const id = hash.toString("hex", 0, ID_BYTES);
    return { ok: true, value: occurrence === 1 ? id : `${id}-${String(occurrence)}` };
  }

  #fieldId(field: string, row: Record<string, unknown>): Checked<string> {
    const value = plain(Object.hasOwn(row, field) ? row[field] : undefined, this.#options.origin);
    if (value === undefined || value === null)
      return wrong([field], "is missing, and would be the id");
    const id = idOf(value);
    if (id === undefined) {
      return wrong([field], "must be a string or a whole number to be the id");
    }
    return this.#takeId(id, [field]);
  }

  #takeId(id: string, place: readonly string[]): Checked<string> {
    const problem = checkNewDocumentId(id);
    if (problem !== undefined) return wrong(place, problem);
    if (this.#occurrences.add(sha256(id)) === 1) return { ok: true, value: id };
    return wrong(place, `an earlier row has the id ${id} too`);
  }
}

/** What a value of another program's JSON stands for. */
function plain(value: unknown, origin: ForeignOrigin | undefined): unknown {
  if (typeof value !== "object" || value === null) return value;
  const foreign = readForeign(value, origin);
  return foreign !== undefined && "value" in foreign ? foreign.value : value;
}

function idOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
  return isWhole ? (value as bigint | number).toString() : undefined;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
