import { Firestore } from "@google-cloud/firestore";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as lite from "firebase/firestore/lite";
import * as full from "../packages/client/src/shadow/firestore/index.ts";
import { shadowLite } from "../packages/client/src/shadow/lite/index.ts";
import { shadowService, type Shadow } from "../packages/client/src/shadow/node/index.ts";
import { runStatus } from "../packages/gateway/src/cli/migrate/status/run-status.ts";
import type { FunctionProcess } from "../tools/production/function-process.ts";
import { emulators } from "./support/emulators.ts";
import { appAs } from "./support/gateway.ts";
import { Production } from "./support/production.ts";
import { setRules } from "./support/rules-emulator.ts";

lite.setLogLevel("silent");
full.setLogLevel("silent");

/** The direct way, as it is before the collection is locked. */
const RULES = `service cloud.firestore {
  match /databases/{database}/documents/shadowed/{id} { allow read; }
}`;

let production: Production;
let taking: FunctionProcess;
let refusing: FunctionProcess;
let admin: Firestore;
let directory: string;

beforeAll(async () => {
  // Only Google's machines have a metadata server, which it would look for.
  process.env["METADATA_SERVER_DETECTION"] = "none";
  directory = mkdtempSync(join(tmpdir(), "shadow-reports-"));
  admin = new Firestore({ projectId: emulators.project });
  production = await Production.startApp("test/fixtures/shadow-reports/index.ts");
  const env = { FUNCTIONS_EMULATOR: "true", FIREBASE_AUTH_EMULATOR_HOST: emulators.auth };
  taking = await production.instance("database", env);
  refusing = await production.instance("database", { ...env, TAKES_REPORTS: "false" });
  await setRules(emulators.project, RULES);
  await admin.doc("shadowed/one").set({ text: "T", note: "a secret" });
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await setRules(emulators.project, readFileSync("firestore.rules", "utf8"));
  await admin.recursiveDelete(admin.collection("shadowed"));
  await admin.terminate();
  await production.stop();
});

const [emulatorHost = "", emulatorPort] = emulators.firestore.split(":");

/** Reads the document with a shadow that reports to the gateway. */
interface ShadowedRead {
  start(url: string): Promise<Shadow>;
  read(): Promise<unknown>;
}

function ofLite(): ShadowedRead {
  let db: lite.Firestore;
  return {
    start: async (url) => {
      db = lite.initializeFirestore((await appAs("anonymous")).app, {});
      lite.connectFirestoreEmulator(db, emulatorHost, Number(emulatorPort), {
        mockUserToken: { sub: "ada" },
      });
      const host = new URL(url).host;
      return shadowLite({ service: "web", host, ssl: false, report: "gateway", values: true });
    },
    read: async () => (await lite.getDoc(lite.doc(db, "shadowed/one"))).data(),
  };
}

function ofFull(): ShadowedRead {
  let db: full.Firestore;
  return {
    start: async (url) => {
      db = full.initializeFirestore((await appAs("anonymous")).app, {});
      full.connectFirestoreEmulator(db, emulatorHost, Number(emulatorPort), {
        mockUserToken: "owner",
      });
      const host = new URL(url).host;
      return full.shadowFirestore(db, { service: "full", host, ssl: false, report: "gateway" });
    },
    read: async () => (await full.getDoc(full.doc(db, "shadowed/one"))).data(),
  };
}

function ofNode(): ShadowedRead {
  return {
    start: (url) => {
      const options = { service: "jobs", projectId: emulators.project, url };
      return Promise.resolve(shadowService(admin, { ...options, report: "gateway", values: true }));
    },
    read: async () => (await admin.doc("shadowed/one").get()).data(),
  };
}

/** The status by what an instance has logged, as a service at the stage `shadow`. */
function statusOf(instance: FunctionProcess, service: string): Record<string, unknown> {
  const use = { [service]: { stage: "shadow", since: "2026-11-01" } };
  const migration = {
    services: { [service]: { owner: "ann" } },
    collections: { shadowed: { services: use } },
  };
  writeFileSync(join(directory, "migration.json"), JSON.stringify(migration));
  writeFileSync(join(directory, "gateway.log"), instance.output());
  let printed = "";
  const print = (text: string): void => void (printed += text);
  runStatus(["--json", "--reports", "gateway.log"], { print, tell: () => undefined, directory });
  return JSON.parse(printed) as Record<string, unknown>;
}

test.each([
  ["firebase/firestore/lite", "web", ofLite],
  ["firebase/firestore", "full", ofFull],
  ["@google-cloud/firestore", "jobs", ofNode],
])("what the shadow of %s reports stands in the gateway's log", async (_, service, make) => {
  const print = jest.spyOn(console, "log").mockReturnValue();
  const reads = make();
  const shadow = await reads.start(taking.url.replace(/\/$/, ""));
  expect(await reads.read()).toEqual({ text: "T", note: "a secret" });
  await shadow.idle();
  shadow.stop();
  expect(print).not.toHaveBeenCalled();
  print.mockRestore();
  const found = { collection: "shadowed", service, kind: "field-missing", field: "note", count: 1 };
  const status = statusOf(taking, service);
  expect(status["differences"]).toContainEqual(expect.objectContaining(found));
  expect(status["collections"]).toMatchObject([
    { uses: [{ compared: { different: 1, equal: 0 }, next: "mend what differs" }] },
  ]);
  expect(taking.output()).not.toContain("a secret");
});

test("of a gateway that takes no reports nothing is in the log, and the lines are printed", async () => {
  const print = jest.spyOn(console, "log").mockReturnValue();
  const reads = ofNode();
  const shadow = await reads.start(refusing.url.replace(/\/$/, ""));
  await reads.read();
  await shadow.idle();
  shadow.stop();
  const lines = print.mock.calls.map(([line]) => String(line));
  print.mockRestore();
  expect(lines).toHaveLength(2);
  expect(lines.join()).toContain('"field":"note"');
  expect(refusing.output()).not.toContain("shadow difference");
});
