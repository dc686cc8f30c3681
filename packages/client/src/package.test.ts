import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildClient } from "../../../tools/gateway/build-client.ts";

jest.setTimeout(60_000);

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

/** An app of its own, far from this repository, with what the package says that it needs. */
let app: string;

beforeAll(async () => {
  await buildClient();
  app = mkdtempSync(join(tmpdir(), "client-package-"));
  const modules = join(app, "node_modules");
  const client = join(modules, "@database-service/client");
  mkdirSync(client, { recursive: true });
  cpSync("packages/client/package.json", join(client, "package.json"));
  cpSync("packages/client/lib", join(client, "lib"), { recursive: true });
  symlinkSync(resolve("node_modules/firebase"), join(modules, "firebase"), "junction");
  symlinkSync(resolve("node_modules/zod"), join(modules, "zod"), "junction");
  writeFileSync(join(app, "package.json"), '{"type": "module"}');
});
afterAll(() => rmSync(app, { recursive: true }));

test.each([
  ["Node.js", ["--module", "nodenext"]],
  ["a bundler", ["--module", "esnext", "--moduleResolution", "bundler"]],
])("an app for %s that installs it has its types", (_for, moduleOptions) => {
  writeFileSync(join(app, "app.ts"), APP);
  const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom"];
  const compile = [...options, "--skipLibCheck", "--types", "", ...moduleOptions, "app.ts"];
  const tsc = resolve("node_modules/typescript/bin/tsc");
  const printed = execFileSync(process.execPath, [tsc, ...compile], {
    cwd: app,
    encoding: "utf8",
  });
  expect(printed).toBe("");
});

test("it runs with nothing but Firebase", () => {
  rmSync(join(app, "node_modules/zod"));
  const print = `console.log(Object.keys(await import("@database-service/client")).join())`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", print], {
    cwd: app,
    encoding: "utf8",
  });
  expect(printed.trim()).toBe(
    "DatabaseError,FieldValue,GeoPoint,Reference,Timestamp,Vector,connect",
  );
});
