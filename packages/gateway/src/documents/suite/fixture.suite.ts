import { randomUUID } from "node:crypto";
import type { Fields } from "../../values/value.ts";
import type { DocumentStore, StoreError, Write } from "../store.ts";

/** Microseconds, always: texts that order as their times do. */
export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** The id of a collection that no other test knows. */
export function freshCollection(): string {
  return `t-${randomUUID()}`;
}

/** Writes documents, by path. */
export async function seed(
  store: DocumentStore,
  documents: Readonly<Record<string, Fields>>,
): Promise<void> {
  const writes = Object.entries(documents).map(([path, fields]): Write => ({
    kind: "update",
    path,
    fields,
  }));
  await store.commit(writes, {});
}

/** The data of one document, null for none. */
export async function dataOf(store: DocumentStore, path: string): Promise<Fields | null> {
  const { documents } = await store.get([path], {});
  return documents[0]?.data ?? null;
}

/** The version of a document that is there. */
export async function versionOf(store: DocumentStore, path: string): Promise<string> {
  const { documents } = await store.get([path], {});
  return (documents[0] as { updateTime: string }).updateTime;
}

/** How a call failed; fails itself if it did not. */
export async function failureOf(work: Promise<unknown>): Promise<StoreError> {
  const outcome = await work.then(
    () => new Error("It did not fail."),
    (error: unknown) => error,
  );
  expect(outcome).toMatchObject({ name: "StoreError" });
  return outcome as StoreError;
}
