import { readArguments } from "./arguments.ts";

const read = (...args: string[]) => readArguments(args, "/home/ada");

test("a collection and a file are enough", () => {
  expect(read("movies", "movies.json")).toEqual({
    collection: "movies",
    file: "/home/ada/movies.json",
    format: { kind: "json" },
    idField: undefined,
    destination: { service: "catalog", project: undefined, appId: undefined },
  });
});

test.each([
  ["rows.json", "json"],
  ["rows.ndjson", "ndjson"],
  ["rows.JSONL", "ndjson"],
  ["rows.csv", "csv"],
])("%s is %s by its name", (file, kind) => {
  expect(read("movies", file)?.format.kind).toBe(kind);
});

test("everything can be said", () => {
  const args =
    "users/ada/notes /data/rows.txt --format csv --delimiter ; --type US_Gross=number " +
    "--type a=b=string --id-field iata --as billing --project p --api-key k --region europe-west1 " +
    "--app-id 1:1:web:a";
  expect(read(...args.split(" "))).toEqual({
    collection: "users/ada/notes",
    file: "/data/rows.txt",
    format: {
      kind: "csv",
      delimiter: ";",
      types: new Map([
        ["US_Gross", "number"],
        ["a=b", "string"],
      ]),
    },
    idField: "iata",
    destination: {
      service: "billing",
      project: { id: "p", apiKey: "k", region: "europe-west1" },
      appId: "1:1:web:a",
    },
  });
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
  [["movies", "a.json", "--type", "a=string"], "are for CSV files"],
  [["movies", "a.csv", "--type", "string"], "--type string must be"],
  [["movies", "a.csv", "--type", "a=text"], "--type a=text must be"],
  [["movies", "a.csv", "--delimiter", ""], "--delimiter must be one character"],
  [["movies", "a.json", "--project", "p"], "needs both"],
  [["movies", "a.json", "--region", "r"], "needs both"],
  [["movies", "a.json", "--nope"], "Unknown option '--nope'"],
])("%j is refused: %s", (args, message) => {
  expect(() => read(...args)).toThrow(message);
});
