import { rmSync } from "node:fs";
import { join } from "node:path";
import { MODULE_OPTIONS, PackedApp } from "./support/packed-app.ts";

const APP = `import { getFunctions } from "firebase/functions";
import { connect, DatabaseError, type Database } from "@database-service/client";

interface Note { readonly text: string; readonly seen: { readonly $timestamp: string } }

export function open(): Database {
  return connect(getFunctions(), { attempts: 2 });
}
export async function seenOf(database: Database, path: string): Promise<Date | undefined> {
  try {
    await database.updateDocument<Note>({ path, data: { seen: new Date() } });
    // @ts-expect-error a note has no such field
    await database.updateDocument<Note>({ path, data: { sen: new Date() } });
    return (await database.getDocument<Note>({ path })).document.data.seen.toDate();
  } catch (error) {
    if (error instanceof DatabaseError && error.reason === "DOCUMENT_NOT_FOUND") return undefined;
    throw error;
  }
}
`;

let app: PackedApp;

beforeAll(async () => {
  app = await PackedApp.install("packages/client");
});
afterAll(() => app.remove());

test.each(MODULE_OPTIONS)("an app for %s that installs it has its types", (_for, moduleOptions) => {
  expect(app.compile(APP, moduleOptions)).toBe("");
});

test("it runs with nothing but Firebase", () => {
  rmSync(join(app.folder, "node_modules/zod"));
  expect(app.run('console.log(Object.keys(await import("@database-service/client")).join())')).toBe(
    "DatabaseError,FieldValue,GeoPoint,Reference,Timestamp,Vector,connect",
  );
});
