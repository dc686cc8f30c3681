import type { JsonFields, JsonValue } from "../documents/firestore-json.ts";
import type { AnsweredWrite } from "./encode-answer.ts";

/** A transform as REST has it, of a field at the top. */
export interface QueuedTransform {
  readonly fieldPath: string;
  readonly increment?: JsonValue;
  readonly maximum?: JsonValue;
  readonly appendMissingElements?: { readonly values: readonly JsonValue[] };
}

/** A write as Firebase's SDK queues it. */
export interface QueuedWrite {
  readonly update?: { readonly name: string; readonly fields: JsonFields };
  readonly delete?: string;
  readonly updateMask?: { readonly fieldPaths: readonly string[] };
  readonly updateTransforms?: readonly QueuedTransform[];
  readonly currentDocument?: { readonly exists?: boolean; readonly updateTime?: string };
}

/** The answer to a commit. */
export interface QueuedAnswer {
  readonly commitTime: string;
  readonly writeResults: readonly AnsweredWrite[];
}

/** A cached document: its fields, null for none, and their version. */
interface Cached {
  readonly version: string;
  readonly fields: JsonFields | null;
}

/**
 * What Firebase's SDK has in its cache of documents that it alone writes and does not listen to: as
 * its LocalStore does, it takes of an answer the documents whose version is later than the one that
 * it has, and applies to those the batch's own writes with what came of the transforms.
 */
export class SdkCache {
  readonly #documents = new Map<string, Cached>();

  constructor(documents: Readonly<Record<string, JsonFields>>) {
    for (const [name, fields] of Object.entries(documents)) {
      this.#documents.set(name, { version: "", fields });
    }
  }

  /** The fields of the documents that there are, by name. */
  get documents(): Readonly<Record<string, JsonFields>> {
    const there = [...this.#documents].flatMap(([name, { fields }]) =>
      fields === null ? [] : [[name, fields] as const],
    );
    return Object.fromEntries(there);
  }

  acknowledge(writes: readonly QueuedWrite[], { commitTime, writeResults }: QueuedAnswer): void {
    const names = writes.map(nameOf);
    for (const name of new Set(names)) {
      const version = writeResults[names.lastIndexOf(name)]?.updateTime ?? commitTime;
      const cached = this.#documents.get(name) ?? { version: "", fields: null };
      if (cached.version >= version) continue;
      const fields = writes.reduce<JsonFields | null>((before, write, index) => {
        return names[index] === name ? applied(before, write, writeResults[index]) : before;
      }, cached.fields);
      this.#documents.set(name, { version, fields });
    }
  }
}

export function nameOf(write: QueuedWrite): string {
  return write.update?.name ?? write.delete ?? "";
}

function applied(
  before: JsonFields | null,
  { update, updateMask, updateTransforms = [] }: QueuedWrite,
  result: AnsweredWrite | undefined,
): JsonFields | null {
  if (update === undefined) return null;
  const fields: Record<string, JsonValue> = { ...(updateMask ? before : update.fields) };
  for (const field of updateMask?.fieldPaths ?? []) {
    const value = update.fields[field];
    if (value === undefined) delete fields[field];
    else fields[field] = value;
  }
  for (const [index, transform] of updateTransforms.entries()) {
    const { fieldPath, appendMissingElements } = transform;
    fields[fieldPath] = appendMissingElements
      ? union(fields[fieldPath], appendMissingElements.values)
      : (result?.transformResults?.[index] ?? { nullValue: null });
  }
  return fields;
}

function union(before: JsonValue | undefined, added: readonly JsonValue[]): JsonValue {
  const stored = before !== undefined && "arrayValue" in before ? before.arrayValue.values : [];
  const values = [...(stored ?? [])];
  const has = (one: JsonValue) =>
    values.some((other) => JSON.stringify(other) === JSON.stringify(one));
  for (const one of added) if (!has(one)) values.push(one);
  return { arrayValue: { values } };
}
