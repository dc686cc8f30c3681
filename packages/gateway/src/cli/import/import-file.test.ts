import { statSync } from "node:fs";
import { resolve } from "node:path";
import * as z from "zod";
import { anyData, anyone, collection, createdAt, timestamp } from "../../index.ts";
import { readArguments } from "./arguments.ts";
import { importFile } from "./import-file.ts";

/** What an import says of files that others have, without a gateway. */

const FIXTURES = resolve("packages/gateway/src/cli/import/fixtures");

const access = { read: anyone(), write: anyone() };
const collections = [
  collection("things", { schema: anyData(), access }),
  collection("zips", {
    schema: anyData().extend({ zip_code: z.int(), city: z.string().max(9) }),
    access,
  }),
  collection("made", { schema: z.strictObject({ k: z.string(), made: createdAt() }), access }),
  collection("times", { schema: z.strictObject({ time: timestamp(), count: z.int() }), access }),
];
const stopped = new Promise<never>(() => undefined);

async function attempt(file: string, options = "", into = "things") {
  const words = options.split(" ").filter((word) => word !== "");
  const args = readArguments([into, file, "--dry-run", ...words], FIXTURES);
  if (args?.file === undefined) throw new Error("no file");
  const fileBytes = statSync(args.file).size;
  const connect = () => Promise.reject(new Error("A trial calls nobody."));
  const world = { file: args.file, fileBytes, collections, connect, stopped };
  const { report, exitCode } = await importFile(args, world);
  const type = (column: string): string | undefined =>
    report
      .split("\n")
      .find((line) => line.startsWith(`  ${column} `))
      ?.slice(2 + column.length)
      .trim()
      .split(" ")[0];
  return { report, exitCode, type };
}

test("zip codes, half of them with leading zeros, are one column of text", async () => {
  const { report, exitCode, type } = await attempt("01-zip-leading-zeros.csv");
  expect([type("zip_code"), type("latitude"), type("city")]).toEqual([
    "string",
    "number",
    "string",
  ]);
  expect(report).toContain(
    'zip_code   string     by its cells: 10 of 13 cells are not plain numbers: "00501" (line 2)',
  );
  expect(exitCode).toBe(0);
});

test("the collection's schema decides first, and what does not fit is rejected by its line", async () => {
  const { report, exitCode, type } = await attempt("01-zip-leading-zeros.csv", "", "zips");
  expect(type("zip_code")).toBe("number");
  expect(report).toContain("zip_code   number     by the collection's schema");
  expect(report).toContain("  line 2, row 1: city: must have at most 9 characters");
  expect(exitCode).toBe(1);
});

test("numbers in all their spellings are numbers", async () => {
  expect((await attempt("02-number-column-split.csv")).type("offense")).toBe("number");
});

test.each(["03-semicolon.csv", "03b-semicolon-silent.csv", "04-decimal-comma-empty-header.csv"])(
  "%s is refused with the delimiter to give",
  async (file) => {
    await expect(attempt(file)).rejects.toThrow("add --delimiter ';'");
    expect((await attempt(file, "--delimiter ;")).exitCode).toBe(0);
  },
);

test("decimal commas are named, and read when it is said; columns without a name or a value are left out", async () => {
  const file = "04-decimal-comma-empty-header.csv";
  const plain = await attempt(file, "--delimiter ;");
  expect(plain.type("RH")).toBe("string");
  expect(plain.report).toContain('"48,9" (line 2) is no number (--decimal-comma reads it as one)');
  const { type, report } = await attempt(file, "--delimiter ; --decimal-comma");
  expect([type("CO(GT)"), type("RH"), type("Date")]).toEqual(["number", "number", "string"]);
  expect(report).toContain(
    "column16       left out (column 16 has no name, and no cell holds anything",
  );
});

test("Latin-1 is named with its line and how it would read", async () => {
  await expect(attempt("06-latin1-line16.csv")).rejects.toThrow(
    /line 16 has bytes of another encoding.*"café,1".*--encoding windows-1252/,
  );
  expect((await attempt("06-latin1-line16.csv", "--encoding latin1")).report).toContain(
    "Rows read   15",
  );
});

test.each([
  ["07-node-firestore-export.json", /node-firestore-import-export.*--at __collections__\.users/],
  [
    "08-firestore-export-import-or-rtdb.json",
    /keys "test".*map of collections.*--at test.*--format json-map/,
  ],
  ["09-mongoexport.json", /--format ndjson --from mongodb/],
  ["10-geojson.json", /keys "type", "features".*GeoJSON.*--at features.*--stringify geometry/],
])("%s is never one document: it says what it is", async (file, message) => {
  await expect(attempt(file)).rejects.toThrow(message);
});

test.each([
  [
    "07-node-firestore-export.json",
    "--format json-map --from firestore --omit __collections__ --at __collections__.users",
    "u1",
  ],
  [
    "07-node-firestore-export.json",
    "--format json-map --at __collections__.users.u1.__collections__.notes --from firestore",
    "n1",
  ],
  [
    "08-firestore-export-import-or-rtdb.json",
    "--format json-map --from firestore --at test",
    "first-key, second-key",
  ],
  [
    "09-mongoexport.json",
    "--format ndjson --from mongodb --id-field _id",
    "5ca4bbc7a2dd94ee5816238c, 5ca4bbc7a2dd94ee5816238d",
  ],
  ["10-geojson.json", "--at features --stringify geometry --id-field id", "AFG"],
])("%s is imported with %s", async (file, options, ids) => {
  const { report, exitCode } = await attempt(file, options);
  expect(report).toContain(`The first ids: ${ids}`);
  expect(exitCode).toBe(0);
});

test.each([
  [
    "07-node-firestore-export.json",
    "--format json-map --from firestore --at __collections__.users",
    "holds subcollections (notes)",
  ],
  [
    "08-firestore-export-import-or-rtdb.json",
    "--format json-map --at test",
    "--from firestore reads such values",
  ],
  ["09-mongoexport.json", "--format ndjson", "--from mongodb reads such values"],
  ["10-geojson.json", "--at features", "an array can't hold an array directly"],
])("%s with %s rejects its rows, and says why", async (file, options, reason) => {
  const { report, exitCode } = await attempt(file, options);
  expect(report).toContain(reason);
  expect(exitCode).toBe(1);
});

test("times without a zone are refused until it is said", async () => {
  const file = "11-dates.csv";
  const { report } = await attempt(file);
  expect(report).toContain("--type NAME=timestamp makes times of it");
  await expect(attempt(file, "--type time=timestamp")).rejects.toThrow(
    /2015\/01\/01 01:00:00, line 2.*--time-zone/,
  );
  await expect(attempt(file, "", "times")).rejects.toThrow("--time-zone");
  for (const into of ["things", "times"]) {
    const { exitCode, type } = await attempt(
      file,
      "--type time=timestamp --time-zone Europe/Berlin",
      into,
    );
    expect(type("time")).toBe("timestamp");
    expect(exitCode).toBe(0);
  }
});

test.each([
  ["12-stray-quote.csv", 4, "line 3, row 2: has a quote"],
  ["15-row-number.csv", 3, "line 6, row 2: has 3 cells where the header has 2 cells"],
  ["16-bad-line-3.ndjson", 5, "line 3, row 3: is no JSON: unexpected 'o'"],
  [
    "17-uint64.ndjson",
    1,
    "line 1, row 1: n: is a number that neither 64-bit integers nor doubles hold",
  ],
])("of %s, one row of %d is rejected: %s", async (file, rows, reason) => {
  const { report, exitCode } = await attempt(file);
  expect(report).toContain(`Rows read   ${String(rows)}\nRejected    1\n`);
  expect(report).toContain(`  ${reason}`);
  expect(exitCode).toBe(1);
});

test("a comma at the header's end is a column without a name and a value, and blanks around names go", async () => {
  const { report, type } = await attempt("14-trailing-comma-header.csv");
  expect([type("name"), type("age")]).toEqual(["string", "number"]);
  expect(report).toContain('column 2 is named " age "');
  expect(report).toContain("column3  left out");
  const named = await attempt("14-trailing-comma-header.csv", "--columns a,b,c");
  expect([named.type("a"), named.type("b"), named.type("c")]).toEqual([
    "string",
    "number",
    "string",
  ]);
});

test("spellings that may be codes or gaps keep a column text, and are named", async () => {
  const { report, type } = await attempt("18-cells.csv");
  expect([type("a"), type("b"), type("c")]).toEqual(["string", "string", "string"]);
  expect(report).toContain(
    'a  string     by its cells: 2 of 9 cells are not plain numbers: "007" (line 8), "+1" (line 9)',
  );
});

test("a time of the file's own does not go where the server writes it", async () => {
  const file = "19-created-at.csv";
  await expect(attempt(file, "", "made")).rejects.toThrow(
    "made is set by the server, so that the file's can't be stored there: --rename made=NAME",
  );
  expect((await attempt(file, "--omit made", "made")).exitCode).toBe(0);
  const renamed = await attempt(file, "--rename made=firstMade", "things");
  expect(renamed.report).toMatch(/firstMade +string +by its cells: the file's made/);
});
