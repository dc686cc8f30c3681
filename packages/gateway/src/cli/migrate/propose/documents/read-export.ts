import { openRows, readRows } from "../../../import/read-rows.ts";
import { RowChanges } from "../../../import/field-changes.ts";
import { formatOf } from "../../../import/format-options.ts";
import { headOf, UTF_8 } from "../../../import/read-text.ts";
import { toWire } from "../../../import/to-wire.ts";
import { readFields } from "../../../../wire/wire.ts";
import { PlainError } from "../../../command/plain-error.ts";
import type { SampledDocument } from "./sampled-document.ts";
import { seededRandom } from "./seeded-random.ts";

export interface ExportOptions {
  readonly file: string;
  /** The most documents that are kept. */
  readonly count: number;
  readonly seed: number;
}

/**
 * Documents of a file that the command `import` reads: JSON, one object with the ids as its keys, or
 * one document a line. All are read; of more than `count` the seed decides which are kept.
 *
 * @throws PlainError where it can't be read
 */
export async function readExport(options: ExportOptions): Promise<readonly SampledDocument[]> {
  const random = seededRandom(options.seed);
  const kept: SampledDocument[] = [];
  let seen = 0;
  for await (const document of documentsOf(options.file)) {
    seen += 1;
    if (kept.length < options.count) kept.push(document);
    else {
      const at = Math.floor(random() * seen);
      if (at < options.count) kept[at] = document;
    }
  }
  return kept;
}

async function* documentsOf(path: string): AsyncGenerator<SampledDocument> {
  const file = { path, encoding: UTF_8 };
  const isMap = path.endsWith(".json") && (await headOf(file)).trimStart().startsWith("{");
  const format = formatOf(path, isMap ? { format: "json-map" } : {});
  const changes = new RowChanges({ omit: new Set(), rename: new Map(), stringify: new Set() });
  const rows = await openRows(file, { format, schema: () => undefined, changes });
  for await (const { number, id, content } of readRows(rows)) {
    const name = id ?? `row ${String(number)}`;
    const wire = content.ok ? toWire(content.value, "firestore") : content;
    const fields = wire.ok ? readFields(wire.value, { path: name }) : wire;
    if (!fields.ok) throw new PlainError(`${path}: ${name} can't be read as a document.`);
    yield { path: name, data: fields.value };
  }
}
