import { randomUUID } from "node:crypto";
import { clientAs } from "./support/gateway.ts";
import { runDatabaseService } from "./support/run-database-service.ts";

interface Exported {
  readonly databases: Readonly<
    Record<
      string,
      {
        readonly quotas: object;
        readonly requests: Readonly<Record<string, { readonly documentPath?: string }>>;
        readonly documents: Readonly<Record<string, object>>;
      }
    >
  >;
}

async function exported(uid: string) {
  const { output } = await runDatabaseService("export-caller", uid, "--documents");
  const { databases } = JSON.parse(output) as Exported;
  return databases["(default)"];
}

test("what is kept of a user is written out, told before it is forgotten, and then gone", async () => {
  const uid = randomUUID();
  const user = await clientAs({ uid });
  const data = { text: "Milk" };
  const note = { collection: `users/${uid}/notes`, data, requestId: randomUUID() };
  const { document } = await user.call<{ document: { path: string } }>("createDocument", note);
  const kept = await exported(uid);
  expect(kept?.documents).toEqual({ [document.path]: { text: "Milk" } });
  expect(Object.keys(kept?.quotas ?? {}).length).toBeGreaterThan(0);
  expect(Object.values(kept?.requests ?? {})).toEqual([
    expect.objectContaining({ documentPath: document.path }),
  ]);

  const told = await runDatabaseService("forget", uid, "--documents");
  expect(told).toMatchObject({ exitCode: 0, messages: "" });
  expect(told.output).toContain(`    ${document.path}`);
  expect(told.output).toContain("Nothing was done. Add --yes to do it.");
  expect((await exported(uid))?.documents).toEqual(kept?.documents);

  const done = await runDatabaseService("forget", uid, "--documents", "--yes");
  expect(done.output).toContain("1 documents of its own, found by reading 1: deleted");
  expect(await exported(uid)).toMatchObject({ quotas: {}, requests: {}, documents: {} });
});
