import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { idTokenClaims, sign } from "../tools/production/token-issuer.ts";
import { emulators } from "./support/emulators.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** What an import stores, in a collection that takes whatever comes. */

const COLLECTION = "values";
const FIXTURES = resolve("packages/gateway/src/cli/import/fixtures");
const ZIP_CODES = resolve("node_modules/vega-datasets/data/zipcodes.csv");

const folder = mkdtempSync(join(tmpdir(), "import-values-"));
let production: Production;
let door: Server;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  door = await openDoor((await production.instance("database")).url);
});

beforeEach(() => rawFirestore.clear(COLLECTION));

afterAll(async () => {
  door.close();
  door.closeAllConnections();
  await production.stop();
  rmSync(folder, { recursive: true });
});

test("zip codes are all strings, and coordinates all numbers", async () => {
  const lines = readFileSync(ZIP_CODES, "utf8").split("\n");
  // Of 42,049 rows, those around the first without a leading zero.
  const file = fileOf("zip.csv", [lines[0], ...lines.slice(3190, 3330)].join("\n"));
  const { exitCode, report } = await runImport(file, ["--id-field", "zip_code"]);
  expect(report).toMatch(/zip_code +string +by its cells: \d+ of 140 cells are not plain numbers/);
  expect(exitCode).toBe(0);
  const documents = await stored();
  expect(documents).toHaveLength(140);
  for (const { id, fields } of documents) {
    expect(fields["zip_code"]).toEqual({ stringValue: id });
    expect(Object.keys(fields["latitude"] ?? {})).toEqual(["doubleValue"]);
  }
});

test("numbers are stored as numbers, however they are written", async () => {
  expect(await runImport(fixture("02-number-column-split.csv"))).toMatchObject({ exitCode: 0 });
  const values = (await stored()).map(({ fields }) => fields["offense"]);
  expect(values).toHaveLength(5);
  for (const value of [0.52, 0.4697, -0.0228, 3.12e-4]) {
    expect(values).toContainEqual({ doubleValue: value });
  }
  expect(values).toContainEqual({ integerValue: "100000" });
});

test("times of a zone are stored as the times that they were", async () => {
  const options = ["--type", "time=timestamp", "--time-zone", "America/New_York"];
  expect(await runImport(fixture("11-dates.csv"), options)).toMatchObject({ exitCode: 0 });
  const times = (await stored()).map(({ fields }) => fields["time"]);
  expect(times).toContainEqual({ timestampValue: "2015-01-01T06:00:00Z" });
  expect(times).toContainEqual({ timestampValue: "2015-01-01T09:00:00Z" });
});

test("exports of Firestore and of MongoDB come with their types", async () => {
  const firestore = ["--format", "json-map", "--from", "firestore", "--at", "test"];
  await runImport(fixture("08-firestore-export-import-or-rtdb.json"), firestore);
  expect((await rawFirestore.get(`${COLLECTION}/first-key`))?.fields).toEqual({
    email: { stringValue: "user1@example.com" },
    date: { timestampValue: "2018-08-12T04:00:00Z" },
    Location: { geoPointValue: { latitude: 49.29, longitude: -123.13 } },
  });
  const mongodb = ["--format", "ndjson", "--from", "mongodb", "--id-field", "_id"];
  await runImport(fixture("09-mongoexport.json"), mongodb);
  const document = await rawFirestore.get(`${COLLECTION}/5ca4bbc7a2dd94ee5816238c`);
  expect(document?.fields).toMatchObject({
    _id: { stringValue: "5ca4bbc7a2dd94ee5816238c" },
    account_id: { integerValue: "371138" },
  });
});

test.each([
  ["12-stray-quote.csv", 3],
  ["15-row-number.csv", 2],
  ["16-bad-line-3.ndjson", 4],
  ["17-uint64.ndjson", 0],
])("of %s the good rows are stored, %d, and the bad one is kept", async (name, count) => {
  const file = fixture(name);
  const { exitCode, report } = await runImport(file);
  expect(exitCode).toBe(1);
  expect(await stored()).toHaveLength(count);
  const rejects = file.replace(/\.(\w+)$/, ".rejected.$1");
  expect(report).toContain(`They are in ${rejects}.`);
});

test("a rejected row that is mended is imported with the types of the file that it comes from", async () => {
  const file = fileOf("codes.csv", "code,n\n007,1\n12,2\n13,3,x\n");
  const { report } = await runImport(file);
  const rejects = join(folder, "codes.rejected.csv");
  expect(readFileSync(rejects, "utf8")).toBe("code,n\n13,3,x\n");
  writeFileSync(rejects, "code,n\n13,3\n");
  const [, command = ""] = /npm run database-service -- import values (.*)$/m.exec(report) ?? [];
  const [path = "", ...options] = command.split(" ");
  expect(await runImport(path, options)).toMatchObject({ exitCode: 0 });
  const codes = (await stored()).map(({ fields }) => fields["code"]);
  expect(codes).toHaveLength(3);
  for (const stringValue of ["007", "12", "13"]) expect(codes).toContainEqual({ stringValue });
});

test("rows come from the standard input too", async () => {
  const options = ["--format", "csv", "--id-field", "a"];
  const { exitCode, report } = await runImport("-", options, "a,b\nx,1\ny,2\n");
  expect(report).toMatch(/Written +2/);
  expect(exitCode).toBe(0);
  expect((await stored()).map(({ id }) => id).toSorted()).toEqual(["x", "y"]);
});

test("rows mean the same documents as CSV and as NDJSON", async () => {
  const row = fc.record({
    text: fc.string({ unit: "grapheme", maxLength: 20 }),
    double: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
    integer: fc.maxSafeInteger(),
    flag: fc.boolean(),
  });
  const rows = fc.sample(row, { numRuns: 120, seed: 7 });
  const csv = rows.map(({ text: cell, double, integer, flag }) => {
    return `"${cell.replaceAll('"', '""')}",${JSON.stringify(double)},${String(integer)},${String(flag)}`;
  });
  await runImport(fileOf("same.csv", ["text,double,integer,flag", ...csv].join("\r\n")));
  const before = await stored();
  expect(before).toHaveLength(120);
  const ndjson = rows.map((each) => JSON.stringify(each)).join("\n");
  expect(await runImport(fileOf("same.ndjson", ndjson))).toMatchObject({ exitCode: 0 });
  expect(await stored()).toEqual(before);
});

interface Stored {
  readonly id: string;
  readonly fields: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

async function stored(): Promise<readonly Stored[]> {
  return (await rawFirestore.list(COLLECTION)).map(({ name, fields = {} }) => ({
    id: name.split("/").at(-1) ?? "",
    fields,
  }));
}

/** A copy, since rejected rows are kept beside their file. */
function fixture(name: string): string {
  const file = join(folder, name);
  copyFileSync(join(FIXTURES, name), file);
  return file;
}

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function runImport(file: string, options: readonly string[] = [], input = "") {
  const { port } = door.address() as AddressInfo;
  const child = spawn(
    process.execPath,
    ["tools/database-service.ts", "import", COLLECTION, file, ...options],
    {
      env: {
        ...process.env,
        INIT_CWD: folder,
        FUNCTIONS_EMULATOR_ORIGIN: `http://127.0.0.1:${String(port)}`,
      },
    },
  );
  child.stdin.end(input);
  const [report, messages, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  // It could not finish, and says why.
  if (exitCode === 2) throw new Error(messages);
  return { exitCode, report };
}

/** Stands where the functions emulator does, before a gateway as in production, and signs tokens for it. */
async function openDoor(url: string): Promise<Server> {
  const names = ["batchWrite", "getQuota"];
  const backends = [{ functionTriggers: names.map((name) => ({ name, region: "local" })) }];
  const claims = { sub: "importer" };
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    if (incoming.url === "/backends") {
      outgoing.end(JSON.stringify({ backends }));
      return;
    }
    const forward = async (): Promise<void> => {
      const answer = await fetch(`${url}${incoming.url?.split("/").at(-1) ?? ""}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${sign(idTokenClaims(emulators.project, claims))}`,
        },
        body: await text(incoming),
      });
      outgoing.writeHead(answer.status).end(await answer.text());
    };
    void forward();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}
