import { readArguments } from "./arguments.ts";
import { RowChanges } from "./field-changes.ts";

const read = (...args: string[]) => readArguments(args, "/home/ada");

test("a collection and a file are enough", () => {
  expect(read("movies", "movies.json")).toEqual({
    collection: "movies",
    file: "/home/ada/movies.json",
    encoding: "utf-8",
    format: { kind: "json", at: [] },
    idField: undefined,
    origin: undefined,
    changes: expect.any(RowChanges),
    dryRun: false,
    rejects: { path: undefined, source: "/home/ada/movies.json", options: [] },
    destination: { service: "catalog", project: undefined, appId: undefined },
    gateway: {},
  });
});

test.each([
  ["rows.json", "json"],
  ["rows.ndjson", "ndjson"],
  ["rows.JSONL", "ndjson"],
  ["rows.geojson", "json"],
  ["rows.csv", "csv"],
  ["rows.tsv", "csv"],
  ["rows.json.gz", "json"],
  ["rows.xlsx", "csv"],
])("%s is %s by its name", (file, kind) => {
  expect(read("movies", file)?.format.kind).toBe(kind);
});

test("everything can be said", () => {
  const args =
    "users/ada/notes /data/rows.txt --format csv --delimiter ; --type US_Gross=number " +
    "--type a=b=string --columns a,,b --no-header --null NA --null - --decimal-comma " +
    "--time-zone Europe/Berlin --date-order dmy --encoding latin1 --id-field iata --from plain " +
    "--rejects bad.csv --dry-run --as billing --project p --api-key k --region europe-west1 --app-id 1:1:web:a " +
    "--namespace crm --database reports";
  expect(read(...args.split(" "))).toEqual({
    collection: "users/ada/notes",
    file: "/data/rows.txt",
    encoding: "windows-1252",
    format: {
      kind: "csv",
      delimiter: ";",
      types: new Map([
        ["US_Gross", "number"],
        ["a=b", "string"],
      ]),
      columns: ["a", "", "b"],
      hasNoHeader: true,
      nulls: new Set(["NA", "-"]),
      decimalComma: true,
      timeZone: "Europe/Berlin",
      dateOrder: "dmy",
    },
    idField: "iata",
    origin: "plain",
    changes: expect.any(RowChanges),
    dryRun: true,
    rejects: {
      path: "/home/ada/bad.csv",
      source: "/data/rows.txt",
      options: expect.any(Array),
    },
    destination: {
      service: "billing",
      project: { id: "p", apiKey: "k", region: "europe-west1" },
      appId: "1:1:web:a",
    },
    gateway: { namespace: "crm", database: "reports" },
  });
});

test("options that hold for rejected rows too are repeated, and those of the file are not", () => {
  const options = (...args: string[]) => read("a", ...args)?.rejects.options;
  const ofRows = ["--from", "mongodb", "--id-field", "_id", "--as", "billing"];
  expect(options("a.json", ...ofRows, "--at", "x.y", "--encoding", "latin1")).toEqual(ofRows);
  expect(options("-", "--format", "csv")).toEqual(["--format", "csv"]);
});

test("the standard input's rejected rows go to the folder of the command", () => {
  expect(read("a", "-", "--format", "ndjson")).toMatchObject({
    file: undefined,
    rejects: { source: "/home/ada/stdin.ndjson" },
  });
});

test("fields are changed as it is said", () => {
  const changes = read(
    "a",
    "a.json",
    "--omit",
    "x",
    "--rename",
    "a=b=c",
    "--stringify",
    "g",
  )?.changes;
  expect(["x", "a=b", "y"].map((name) => changes?.nameOf(name))).toEqual([undefined, "c", "y"]);
  expect(changes?.apply({ g: [1] })).toEqual({ ok: true, value: { g: "[1]" } });
});

test("a tab has a name, and is that of .tsv", () => {
  for (const args of [["a.csv", "--delimiter", "tab"], ["a.tsv"]]) {
    expect(read("a", ...args)?.format).toMatchObject({ delimiter: "\t" });
  }
});

test("help is help, whatever else is said", () => {
  expect(read("--help")).toBeUndefined();
  expect(read("movies", "-h")).toBeUndefined();
});

test.each([
  [["movies"], "Name a collection and a file"],
  [["movies", "a.json", "b.json"], "Name a collection and a file"],
  [["users/ada", "a.json"], "The collection users/ada must name a collection"],
  [["a/../b", "a.json"], "can't be ids"],
  [["movies", "a.txt"], "say --format"],
  [["movies", "a.txt", "--format", "xml"], "--format must be"],
  [["movies", "a.json", "--type", "a=string"], "--type is for CSV files"],
  [["movies", "a.csv", "--type", "string"], "--type string must be"],
  [["movies", "a.csv", "--type", "a=text"], "--type a=text must be"],
  [["movies", "a.csv", "--delimiter", ""], "--delimiter must be one character"],
  [["movies", "a.csv", "--delimiter", '"'], "--delimiter must be one character"],
  [["movies", "a.csv", "--no-header"], "--no-header needs the names"],
  [["movies", "a.csv", "--time-zone", "CET/Berlin"], "--time-zone CET/Berlin is not known"],
  [["movies", "a.csv", "--date-order", "ydm"], "--date-order must be ymd, dmy, mdy"],
  [["movies", "a.csv", "--encoding", "nope"], "--encoding nope is not known"],
  [["movies", "a.csv", "--at", "x"], "--at is for JSON"],
  [["movies", "a.ndjson", "--at", "x"], "--at is for --format json"],
  [["movies", "a.json", "--at", "x..y"], "--at must be the names"],
  [["movies", "a.json", "--from", "mysql"], "--from must be"],
  [["movies", "a.json", "--rename", "a"], "--rename a must be"],
  [["movies", "-"], "What is in the input?"],
  [["movies", "a.json", "--project", "p"], "needs both"],
  [["movies", "a.json", "--region", "r"], "needs both"],
  [["movies", "a.json", "--nope"], "Unknown option '--nope'"],
])("%j is refused: %s", (args, message) => {
  expect(() => read(...args)).toThrow(message);
});
