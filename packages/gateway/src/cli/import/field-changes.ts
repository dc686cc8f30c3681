import type { Checked } from "../../errors/checked.ts";
import { putField } from "../../values/map.ts";
import { toJson } from "./to-json.ts";
import { wrong } from "./row.ts";

/** What becomes of fields on their way from a file into documents, by their names in the file. */
export interface FieldChangesOptions {
  /** These are left out. */
  readonly omit: ReadonlySet<string>;
  /** These have another name in the document. */
  readonly rename: ReadonlyMap<string, string>;
  /** These become a text of JSON. */
  readonly stringify: ReadonlySet<string>;
}

/** The changes that the user asks for. */
export class RowChanges {
  readonly #options: FieldChangesOptions;

  constructor(options: FieldChangesOptions) {
    this.#options = options;
  }

  /** The name of the field in the document, undefined where it is left out. */
  nameOf(name: string): string | undefined {
    const { omit, rename } = this.#options;
    return omit.has(name) ? undefined : (rename.get(name) ?? name);
  }

  /** What a row of JSON is with the changes; what is no object stays what it is. */
  apply(row: unknown): Checked<unknown> {
    const { omit, rename, stringify } = this.#options;
    const isChanged = omit.size + rename.size + stringify.size > 0;
    if (!isChanged || typeof row !== "object" || row === null || Array.isArray(row)) {
      return { ok: true, value: row };
    }
    const fields: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(row)) {
      const field = this.nameOf(name);
      if (field === undefined) continue;
      if (Object.hasOwn(fields, field)) return wrong([field], "would be there twice");
      putField(fields, field, stringify.has(name) && value !== null ? toJson(value) : value);
    }
    return { ok: true, value: fields };
  }
}
