import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Request, Response } from "../packages/gateway/src/api/api.ts";
import { RowWrites } from "../packages/gateway/src/cli/import/row-writes.ts";
import { emulators } from "./support/emulators.ts";
import { clientAs, type Client } from "./support/gateway.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { until } from "./support/until.ts";

type Movie = Readonly<Record<string, string | number | null>>;
type Documents = Response<"getDocuments">["documents"];

const DATA = resolve("node_modules/vega-datasets/data/movies.json");
const MOVIES = JSON.parse(readFileSync(DATA, "utf8")) as readonly Movie[];
const isValid = ({ Title }: Movie): boolean => typeof Title === "string";
const VALID_MOVIES = MOVIES.filter(isValid);
const SOME = VALID_MOVIES.slice(0, 50);

const folder = mkdtempSync(join(tmpdir(), "import-"));
/** Rejected rows are kept beside it. */
const MOVIES_FILE = join(folder, "movies.json");
copyFileSync(DATA, MOVIES_FILE);
let catalog: Client;

beforeAll(async () => {
  catalog = await clientAs({ service: "catalog" });
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await clearMovies();
});

describe("the real file", () => {
  let first: Awaited<ReturnType<typeof runImport>>;

  beforeAll(async () => {
    await clearMovies();
    first = await runImport("movies", MOVIES_FILE);
    // What was written in the second in which an import starts may be its own, for all it knows.
    await sleep(1000);
  });

  test("has ten rows rejected by line, field and reason, and all others written", async () => {
    expect(first.exitCode).toBe(1);
    const rejected = [22, 23, 1069, 1075, 1076, 1078, 1091, 1113, 1740].map(
      (row) => `${placeOf(row)}: Title: must be a string, not a number`,
    );
    expect(first.report.trim().split("\n")).toEqual([
      "Rows read   3,201",
      "Written     3,191",
      "Rejected       10",
      "",
      "Rejected rows:",
      ...rejected,
      `${placeOf(3054)}: Title: must be a string, not null`,
      "",
      `They are in ${REJECTS_FILE}. Mended, they are imported by:`,
      `  npm run database-service -- import movies ${REJECTS_FILE}`,
    ]);
    expect(await countMovies()).toBe(3191);
  });

  test("comes back from the gateway row by row as it was", async () => {
    const documents = await storedMovies(VALID_MOVIES);
    expect(documents.map((document) => document?.data)).toEqual(VALID_MOVIES);
    for (const [at, path] of pathsOf(VALID_MOVIES).entries()) {
      if (at % 400 !== 0) continue;
      const { document } = await catalog.call<Response<"getDocument">>("getDocument", { path });
      expect(document).toEqual(documents[at]);
    }
  });

  test("has its rejected rows kept as they were, to be mended and imported", async () => {
    const rejected = JSON.parse(readFileSync(REJECTS_FILE, "utf8")) as readonly Movie[];
    const sorted = (rows: readonly Movie[]) => rows.map((row) => JSON.stringify(row)).toSorted();
    expect(sorted(rejected)).toEqual(sorted(MOVIES.filter((row) => !isValid(row))));
    const mended = rejected.map((row) => ({ ...row, Title: `mended ${String(row["Title"])}` }));
    const file = fileOf("mended.json", JSON.stringify(mended));
    expect(await runImport("movies", file)).toMatchObject({ exitCode: 0 });
    expect(await countMovies()).toBe(3201);
    for (const path of pathsOf(mended)) await rawFirestore.delete(path);
  });

  test("is never overwritten with what is rejected of it, nor is what was rejected before", async () => {
    const before = readFileSync(REJECTS_FILE, "utf8");
    const { report } = await runImport("movies", MOVIES_FILE);
    expect(report).toContain("movies.rejected-2.json");
    expect(readFileSync(REJECTS_FILE, "utf8")).toBe(before);
    expect(readFileSync(MOVIES_FILE, "utf8")).toBe(readFileSync(DATA, "utf8"));
  });

  test("changes nothing when it is imported again", async () => {
    const before = await storedMovies(VALID_MOVIES);
    const { exitCode, report } = await runImport("movies", MOVIES_FILE);
    expect(exitCode).toBe(1);
    expect(report).toContain("3,191 of them were there already, and stay unchanged");
    expect(await storedMovies(VALID_MOVIES)).toEqual(before);
    expect(await countMovies()).toBe(3191);
  });

  test("means the same documents as NDJSON, and as CSV", async () => {
    const ndjson = fileOf(
      "movies.ndjson",
      VALID_MOVIES.map((row) => JSON.stringify(row)).join("\n"),
    );
    const csv = fileOf("movies.csv", csvOf(VALID_MOVIES));
    for (const file of [ndjson, csv]) {
      const { exitCode, report } = await runImport("movies", file);
      expect(report).toContain("3,191 of them were there already, and stay unchanged");
      expect(exitCode).toBe(0);
    }
    expect(await countMovies()).toBe(3191);
  });
});

describe("an import that was cut", () => {
  beforeEach(clearMovies);

  /** An import whose first two batches are written, while the others wait. */
  async function halfDone() {
    const gateway = await startFaultyGateway(["none", "none", ...Array<Fault>(10).fill("held")]);
    const child = startImport("movies", MOVIES_FILE, [], gateway.environment);
    // Four are under way at first, and another for each whose answer it has taken in.
    await until(() => gateway.calls() === 4 + 2);
    return { child, gateway };
  }

  test("by kill -9 is finished by the next", async () => {
    const { child, gateway } = await halfDone();
    child.kill("SIGKILL");
    await once(child, "exit");
    gateway.close();
    const count = await countMovies();
    expect(count).toBeGreaterThan(900);
    expect(count).toBeLessThan(1001);

    await sleep(1000);
    const { exitCode, report } = await runImport("movies", MOVIES_FILE);
    expect(exitCode).toBe(1);
    expect(report).toContain(`Written     3,191  (${count.toLocaleString("en-US")} of them were`);
    expect(await countMovies()).toBe(3191);
    const documents = await storedMovies(VALID_MOVIES);
    expect(documents.map((document) => document?.data)).toEqual(VALID_MOVIES);
  });

  test("by Ctrl-C reports what it did, and that it did not finish", async () => {
    const { child, gateway } = await halfDone();
    const result = resultOf(child);
    child.kill("SIGINT");
    const { exitCode, report, messages } = await result;
    gateway.close();
    expect(exitCode).toBe(2);
    expect(report).toMatch(/^Rows read +3,\d\d\d\nWritten +(1,000|9\d\d)\n/);
    expect(messages).toContain("Stopped. The same command again goes on");
  });
});

describe("on the way to the gateway", () => {
  beforeEach(clearMovies);

  test("refusals are waited out, and lost answers harm nothing", async () => {
    const file = fileOf("ways.json", JSON.stringify(VALID_MOVIES.slice(0, 2500)));
    const gateway = await startFaultyGateway(["quota", "lost", "busy"]);
    const { exitCode, report } = await runImport("movies", file, [], gateway.environment);
    gateway.close();
    expect(report).toMatch(/Written +2,500/);
    expect(exitCode).toBe(0);
    // Where the machine is slow, the gateway itself may have calls come again.
    expect(gateway.calls() - gateway.refused()).toBe(5 + 3);
    expect(await countMovies()).toBe(2500);
  });

  test("a gateway that isn't there is named, with what to start", async () => {
    const auth = { FIREBASE_AUTH_EMULATOR_HOST: "127.0.0.1:1" };
    const functions = { FUNCTIONS_EMULATOR_ORIGIN: "http://127.0.0.1:1" };
    for (const environment of [auth, functions]) {
      const { exitCode, messages } = await runImport("movies", MOVIES_FILE, [], environment);
      expect(exitCode).toBe(2);
      expect(messages).toMatch(
        /can't be reached at http:\/\/127\.0\.0\.1:1\b.*start the emulators/is,
      );
    }
  });
});

describe("a file", () => {
  beforeEach(clearMovies);

  test("that is torn is imported up to there, and the report says where", async () => {
    const lines = SOME.map((row) => JSON.stringify(row)).join(",\n");
    const file = fileOf("torn.json", `[${lines},\n{"Title": "Torn`);
    const { exitCode, report, messages } = await runImport("movies", file);
    expect(exitCode).toBe(2);
    expect(report).toMatch(/Rows read +50\nWritten +50\n/);
    expect(messages).toContain(
      "torn.json can't be read beyond row 50 (line 51): it ends in the middle.",
    );
    expect(await countMovies()).toBe(50);
  });

  test("whose rows are equal gives each a document", async () => {
    const [movie] = SOME;
    const file = fileOf("equal.json", JSON.stringify([movie, movie, movie]));
    expect(await runImport("movies", file)).toMatchObject({ exitCode: 0 });
    expect(await countMovies()).toBe(3);
    expect(await runImport("movies", file)).toMatchObject({ exitCode: 0 });
    expect(await countMovies()).toBe(3);
  });

  test("may say itself what the ids are", async () => {
    const rows = [
      { ...SOME[0], Title: "A" },
      { ...SOME[1], Title: "B" },
      { ...SOME[2], Title: "A" },
    ];
    const file = fileOf("ids.ndjson", rows.map((row) => JSON.stringify(row)).join("\n"));
    const { exitCode, report } = await runImport("movies", file, ["--id-field", "Title"]);
    expect(exitCode).toBe(1);
    expect(report).toContain("  line 3, row 3: Title: an earlier row has the id A too");
    expect((await rawFirestore.list("movies")).map(({ name }) => name.split("/").at(-1))).toEqual([
      "A",
      "B",
    ]);
  });

  test("of CSV holds what the collection's schema says", async () => {
    const numeric = MOVIES.filter(({ Title }) => typeof Title === "number");
    const file = fileOf("typed.csv", csvOf(numeric));
    const { exitCode, report } = await runImport("movies", file);
    expect(exitCode).toBe(0);
    expect(report).toMatch(/  Title +string +by the collection's schema/);
    const titles = (await rawFirestore.list("movies")).map(({ fields }) => fields?.["Title"]);
    expect(titles).toContainEqual({ stringValue: "2012" });
    expect(titles).toHaveLength(9);
  });

  test("that isn't there, or has no known format, is refused before anything is called", async () => {
    const missing = await runImport("movies", join(folder, "missing.json"));
    expect(missing).toMatchObject({ exitCode: 2, report: "" });
    expect(missing.messages).toContain("missing.json can't be read");
    expect(await runImport("movies", fileOf("rows.txt", "[]"))).toMatchObject({ exitCode: 2 });
  });
});

test("a trial writes nothing, keeps nothing and calls nobody, and says what an import would", async () => {
  await clearMovies();
  const file = fileOf("trial.json", JSON.stringify([SOME[0], { ...SOME[1], Title: null }]));
  const nobody = {
    FUNCTIONS_EMULATOR_ORIGIN: "http://127.0.0.1:1",
    FIREBASE_AUTH_EMULATOR_HOST: "",
  };
  const { exitCode, report } = await runImport("movies", file, ["--dry-run"], nobody);
  expect(exitCode).toBe(1);
  expect(report).toContain(`The first ids: ${idOf(SOME[0] as Movie)}`);
  expect(report).toContain("  line 1, row 2: Title: must be a string, not null");
  expect(await countMovies()).toBe(0);
  expect(readdirSync(folder).filter((name) => name.startsWith("trial"))).toEqual(["trial.json"]);
});

test("an import that can't keep what it rejects stops", async () => {
  const bad = fileOf("bad.json", JSON.stringify([{ ...SOME[0], Title: null }]));
  const { exitCode, messages } = await runImport("movies", bad, ["--rejects", MOVIES_FILE]);
  expect(exitCode).toBe(2);
  expect(messages).toContain("Name another file with --rejects");
  expect(existsSync(MOVIES_FILE)).toBe(true);
});

test("a collection that is unknown, or closed to the service, is refused at once", async () => {
  const notes = fileOf("notes.json", '[{"text": "Hello"}]');
  for (const collection of ["nowhere", "users/ada/notes", "_quotas"]) {
    const { exitCode, messages } = await runImport(collection, notes);
    expect(exitCode).toBe(2);
    expect(messages).toContain(`${collection}/`);
  }
  const asAnother = await runImport("movies", MOVIES_FILE, ["--as", "billing"]);
  expect(asAnother).toMatchObject({ exitCode: 2 });
  expect(asAnother.messages).toContain("You may not set movies/");
});

test("import --help tells all there is to say", async () => {
  const child = spawn(process.execPath, [
    "tools/run.mjs",
    "tools/database-service.ts",
    "import",
    "--help",
  ]);
  const { exitCode, report } = await resultOf(child);
  expect(exitCode).toBe(0);
  for (const option of ["--id-field", "--type", "--as", "--project", "--dry-run", "Exit code"]) {
    expect(report).toContain(option);
  }
});

function startImport(
  collection: string,
  file: string,
  options: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): ChildProcessWithoutNullStreams {
  return spawn(
    process.execPath,
    ["tools/database-service.ts", "import", collection, file, ...options],
    {
      env: { ...process.env, ...environment },
    },
  );
}

function runImport(...args: Parameters<typeof startImport>) {
  return resultOf(startImport(...args));
}

async function resultOf(child: ChildProcessWithoutNullStreams) {
  const [report, messages, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { exitCode, report, messages };
}

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** As a spreadsheet would write it: what is null is empty, and what could be misread is quoted. */
function csvOf(rows: readonly Movie[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cellOf = (value: string | number | null | undefined): string => {
    if (typeof value !== "string") return String(value ?? "");
    return `"${value.replaceAll('"', '""')}"`;
  };
  return [
    names.join(","),
    ...rows.map((row) => names.map((name) => cellOf(row[name])).join(",")),
  ].join("\r\n");
}

function clearMovies(): Promise<void> {
  return rawFirestore.clear("movies");
}

async function countMovies(): Promise<number> {
  const request: Request<"aggregateDocuments"> = {
    collection: "movies",
    aggregates: { count: { count: true } },
  };
  const answer = await catalog.call<Response<"aggregateDocuments">>("aggregateDocuments", request);
  return answer.aggregates["count"] as number;
}

const REJECTS_FILE = join(folder, "movies.rejected.json");

/** Of a row of the file, which has one a line, and one bracket before them. */
function placeOf(row: number): string {
  return `  line ${String(row + 1)}, row ${String(row)}`;
}

function idOf(row: Movie): string {
  return pathsOf([row])[0]?.split("/").at(-1) ?? "";
}

/** The paths that the rows have, imported in this order without an id field. */
function pathsOf(rows: readonly Movie[]): readonly string[] {
  const writes = new RowWrites({ collection: "movies" });
  return rows.map((value, at) => {
    const content = { ok: true, value } as const;
    const place = { number: at + 1, line: at + 2, bytesRead: 0 };
    const write = writes.of({ ...place, content, raw: () => "" });
    return write.ok ? (JSON.parse(write.value.json) as { path: string }).path : "";
  });
}

async function storedMovies(rows: readonly Movie[]): Promise<Documents> {
  const paths = pathsOf(rows);
  const pages: Documents[] = [];
  for (let at = 0; at < paths.length; at += 500) {
    const request: Request<"getDocuments"> = { paths: paths.slice(at, at + 500) };
    pages.push((await catalog.call<Response<"getDocuments">>("getDocuments", request)).documents);
  }
  return pages.flat();
}

/** What happens to a call of batchWrite on its way. */
type Fault =
  | "none"
  /** The gateway refuses it, and says when to come again. */
  | "quota"
  /** It is done, and the connection is cut before the answer. */
  | "lost"
  /** A load balancer answers. */
  | "busy"
  /** It never arrives. */
  | "held";

/** Stands before the gateway; the first calls of batchWrite meet these faults. */
async function startFaultyGateway(faults: Fault[]) {
  let calls = 0;
  let refused = 0;
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    const isWrite = incoming.url?.endsWith("/batchWrite") === true;
    const fault = (isWrite && faults.shift()) || "none";
    if (isWrite) calls += 1;
    void pass(incoming, outgoing, fault).then((status = 200) => {
      if (isWrite && status !== 200) refused += 1;
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    environment: { FUNCTIONS_EMULATOR_ORIGIN: `http://127.0.0.1:${String(port)}` },
    /** How many calls of batchWrite came. */
    calls: () => calls,
    /** How many of them the gateway has refused. */
    refused: () => refused,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @returns the status of the gateway's answer, where it was asked */
async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault,
): Promise<number | undefined> {
  const body = await text(incoming);
  switch (fault) {
    case "held":
      return undefined;
    case "busy":
      await end(outgoing, 503, "<html>Try later</html>");
      return undefined;
    case "quota":
      await end(outgoing, 429, JSON.stringify({ error: QUOTA_EXCEEDED }));
      return undefined;
    default: {
      const answer = await forward(incoming, body);
      if (fault === "lost") outgoing.destroy();
      else await end(outgoing, answer.status, await answer.text());
      return answer.status;
    }
  }
}

const QUOTA_EXCEEDED = {
  status: "RESOURCE_EXHAUSTED",
  message: "The quota is used up.",
  details: { reason: "QUOTA_EXCEEDED", retryAfterMs: 500 },
};

function end(outgoing: ServerResponse, status: number, body: string): Promise<void> {
  return new Promise((done) => {
    outgoing.writeHead(status).end(body, done);
  });
}

function forward({ method = "GET", headers, url = "/" }: IncomingMessage, body: string) {
  const { authorization = "" } = headers;
  return fetch(`${emulators.functions}${url}`, {
    method,
    headers: { "content-type": "application/json", authorization },
    ...(method === "POST" && { body }),
  });
}
