import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { clientAs } from "./support/gateway.ts";

async function run(...args: readonly string[]) {
  const child = spawn(process.execPath, ["tools/database-service.ts", ...args], {
    env: process.env,
  });
  const [output, messages, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { exitCode, output: output.trim(), messages: messages.trim() };
}

interface Exported {
  readonly databases: Readonly<
    Record<
      string,
      { readonly quotas: object; readonly documents: Readonly<Record<string, object>> }
    >
  >;
}

async function exported(uid: string) {
  const { output } = await run("export-caller", uid, "--documents");
  const { databases } = JSON.parse(output) as Exported;
  return databases["(default)"];
}

test("what is kept of a user is written out, told before it is forgotten, and then gone", async () => {
  const uid = randomUUID();
  const user = await clientAs({ uid });
  const note = { collection: `users/${uid}/notes`, data: { text: "Milk" } };
  const { document } = await user.call<{ document: { path: string } }>("createDocument", note);
  const kept = await exported(uid);
  expect(kept?.documents).toEqual({ [document.path]: { text: "Milk" } });
  expect(Object.keys(kept?.quotas ?? {}).length).toBeGreaterThan(0);

  const told = await run("forget", uid, "--documents");
  expect(told).toMatchObject({ exitCode: 0, messages: "" });
  expect(told.output).toContain(`    ${document.path}`);
  expect(told.output).toContain("Nothing was done. Add --yes to do it.");
  expect((await exported(uid))?.documents).toEqual(kept?.documents);

  const done = await run("forget", uid, "--documents", "--yes");
  expect(done.output).toContain("1 documents of its own, found by reading 1: deleted");
  expect((await exported(uid))?.documents).toEqual({});
}, 120_000);
