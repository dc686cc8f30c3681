import { Firestore } from "@google-cloud/firestore";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ShadowRead } from "../packages/gateway/src/api/shadow-report.ts";
import { runReplay } from "../packages/gateway/src/cli/migrate/replay/run-replay.ts";
import { idTokenClaims, sign } from "../tools/production/token-issuer.ts";
import { UNKNOWN_MOVIE } from "../tools/start/example-data.ts";
import { emulators } from "./support/emulators.ts";
import { Production } from "./support/production.ts";

const run = randomUUID().slice(0, 8);
const DOCUMENTS = `projects/${emulators.project}/databases/(default)/documents`;

let directory: string;
let production: Production;
let gateway: string;
let admin: Firestore;

beforeAll(async () => {
  // Only Google's machines have a metadata server, which it would look for.
  process.env["METADATA_SERVER_DETECTION"] = "none";
  directory = mkdtempSync(join(tmpdir(), "replay-"));
  admin = new Firestore({ projectId: emulators.project });
  production = await Production.start();
  gateway = (await production.instance("database")).url.replace(/\/$/, "");
  await admin.doc(`movies/r-${run}`).set({ ...UNKNOWN_MOVIE, Title: `R ${run}` });
  await admin.doc(`users/other-${run}/notes/n`).set({ text: "theirs" });
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await admin.terminate();
  await production.stop();
});

const movies: ShadowRead = {
  method: "runQuery",
  parent: DOCUMENTS,
  body: {
    structuredQuery: {
      from: [{ collectionId: "movies" }],
      where: {
        fieldFilter: {
          field: { fieldPath: "Title" },
          op: "EQUAL",
          value: { stringValue: `R ${run}` },
        },
      },
    },
  },
  isRedacted: false,
};
const count: ShadowRead = {
  method: "runAggregationQuery",
  parent: DOCUMENTS,
  body: {
    structuredAggregationQuery: { ...movies.body, aggregations: [{ alias: "n", count: {} }] },
  },
  isRedacted: false,
};
const note: ShadowRead = {
  method: "batchGet",
  parent: DOCUMENTS,
  body: { documents: [`${DOCUMENTS}/users/other-${run}/notes/n`] },
  isRedacted: false,
};

async function replay(reads: readonly ShadowRead[]) {
  const lines = reads.map((read) => {
    const difference = { shadow: "difference", at: "2026-11-20T10:00:00Z", service: "catalog" };
    const differences = [{ kind: "error", gateway: "INTERNAL" }];
    const rest = { collections: ["c"], read, differences, more: 0, directMs: 1, gatewayMs: 1 };
    return `${JSON.stringify({ ...difference, ...rest })}\n`;
  });
  writeFileSync(join(directory, "shadow.jsonl"), lines.join(""));
  const claims = { sub: "service:catalog", service: "catalog" };
  let printed = "";
  const code = await runReplay(["shadow.jsonl", "--gateway", gateway, "--json"], {
    print: (text) => (printed += text),
    tell: () => undefined,
    directory,
    environment: {
      FIRESTORE_EMULATOR_HOST: emulators.firestore,
      GATEWAY_TOKEN: sign(idTokenClaims(emulators.project, claims)),
    },
  });
  return { code, report: JSON.parse(printed) as { equal: number; cases: object[] } };
}

test("reads that the gateway answers as Firestore does are alike", async () => {
  expect(await replay([movies, count])).toMatchObject({ code: 0, report: { equal: 2 } });
});

test("a read that the gateway refuses still differs, by its code", async () => {
  const { code, report } = await replay([movies, note]);
  expect(code).toBe(1);
  expect(report).toMatchObject({ equal: 1, different: 1 });
  expect(report.cases).toContainEqual(
    expect.objectContaining({
      outcome: "different",
      differences: [{ kind: "error", gateway: "PERMISSION_DENIED" }],
    }),
  );
});
