import { readFileSync } from "node:fs";
import { anyData, anyone, collection, nobody, role, where } from "../index.ts";
import type { CallableName } from "../api/api.ts";
import { CallError } from "../testing/call-error.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT, type RestAnswer } from "../testing/memory-rest.ts";
import { restRequestOf } from "./rest-request-of.fixture.ts";

/** What docs/sdk.md says that is told: by the document that is asked for, and by what is asked. */
const TABLE = tableIn(readFileSync("docs/sdk.md", "utf8"), "a document that is");

const open = where("open", "==", true);
const access = { read: open, write: open };
const schema = anyData();
const COLLECTIONS = [
  collection("public", { schema, access: { read: anyone(), write: anyone() } }),
  collection("guarded", { schema, access }),
  collection("byId", { schema, access, ids: "open" }),
  collection("shut", { schema, access: { read: nobody(), write: nobody() } }),
  collection("shown", { schema, access: { read: anyone(), write: role("editor") } }),
  collection("reviewed", {
    schema,
    access: { read: anyone(), write: anyone() },
    fields: { verdict: { read: role("editor"), write: role("editor") } },
  }),
];
const STORED = {
  "guarded/hidden": { open: false },
  "byId/hidden": { open: false },
  "shut/hidden": { open: true },
  "undeclared/hidden": { open: true },
  "shown/one": { open: true },
  "reviewed/one": { open: true, verdict: "good" },
};

/** A line of the table, and a document of which it tells. */
const TOLD: readonly (readonly [line: string, path: string])[] = [
  ["absent, and may be got whatever it holds", "public/absent"],
  ["absent, and else to be got by what it holds", "guarded/absent"],
  ["hidden: what it holds does not let the caller get it", "guarded/hidden"],
  ['absent, of `ids: "open"`', "byId/absent"],
  ['hidden, of `ids: "open"`', "byId/hidden"],
  ["forbidden: closed whatever it holds, or not declared", "shut/hidden"],
  ["forbidden: closed whatever it holds, or not declared", "shut/absent"],
  ["forbidden: closed whatever it holds, or not declared", "undeclared/hidden"],
  ["forbidden: closed whatever it holds, or not declared", "undeclared/absent"],
  ["readable, and not to be written", "shown/one"],
  ["readable, with fields that are hidden", "reviewed/one"],
];

test("the table of docs/sdk.md has no line that nothing tells of", () => {
  expect([...TABLE.keys()]).toEqual([...new Set(TOLD.map(([line]) => line))]);
});

test.each(TOLD)(
  "of a document that is %s, such as %s, the table says what is told",
  async (...told) => {
    const [line, path] = told;
    const [id = "", data] = [path.split("/")[1], { open: true }];
    const [collectionId = ""] = path.split("/");
    const asked: Readonly<Record<string, readonly [CallableName, object]>> = {
      get: ["getDocument", { path }],
      batchGet: ["getDocuments", { paths: [path] }],
      list: ["queryDocuments", { collection: collectionId }],
      update: ["updateDocument", { path, data }],
      delete: ["deleteDocument", { path }],
      create: ["createDocument", { collection: collectionId, id, data }],
      set: ["setDocument", { path, data }],
    };
    const said = TABLE.get(line) ?? {};
    expect(Object.keys(said)).toEqual([...Object.keys(asked), "watch"]);
    for (const [name, [callable, request]] of Object.entries(asked)) {
      expect([name, await byCallable(callable, request)]).toEqual([name, said[name]]);
      expect([name, await byRest(callable, request)]).toEqual([name, said[name]]);
    }
    expect(await watched(path)).toBe(said["watch"]);
  },
);

test("hidden fields are in no answer, and a query that names one is refused", async () => {
  const gateway = await stored();
  const ada = gateway.restAs({ uid: "ada" });
  const answers = [
    await ada("GET", "documents/reviewed/one"),
    await ada("POST", "documents:batchGet", { documents: [`${ROOT}reviewed/one`] }),
    await ada("POST", "documents:runQuery", {
      structuredQuery: { from: [{ collectionId: "reviewed" }], limit: 5 },
    }),
  ];
  for (const answer of answers) {
    expect(JSON.stringify(answer.body)).toContain('"open"');
    expect(JSON.stringify(answer.body)).not.toContain("verdict");
  }
  const named = { field: { fieldPath: "verdict" } };
  const asked = [
    { orderBy: [named] },
    { where: { fieldFilter: { ...named, op: "EQUAL", value: { stringValue: "good" } } } },
  ];
  for (const one of asked) {
    const structuredQuery = { from: [{ collectionId: "reviewed" }], limit: 5, ...one };
    const answer = await ada("POST", "documents:runQuery", { structuredQuery });
    expect(outcomeOf(answer)).toBe("PERMISSION_DENIED");
  }
});

async function stored(): Promise<MemoryGateway> {
  const gateway = memoryGateway({ collections: COLLECTIONS });
  await gateway.documents.setAll(STORED);
  return gateway;
}

/** Where nothing else was asked before. */
async function byCallable(callable: CallableName, request: object): Promise<string> {
  const ada = (await stored()).as({ uid: "ada" });
  try {
    const answer = (await ada[callable](request as never)) as {
      document?: { data?: object };
      documents?: readonly unknown[];
    };
    if (answer.documents === undefined) return answer.document?.data ? "found" : "done";
    if (callable === "getDocuments") return answer.documents[0] === null ? "missing" : "found";
    return answer.documents.length > 0 ? "found" : "not there";
  } catch (error) {
    if (error instanceof CallError) return codeOf(error.code);
    throw error;
  }
}

async function byRest(callable: CallableName, request: object): Promise<string> {
  const rest = restRequestOf(callable, request);
  if (rest === undefined) throw new Error(callable);
  return outcomeOf(await (await stored()).restAs({ uid: "ada" })(...rest));
}

interface Element {
  readonly error?: { readonly status: string };
  readonly missing?: string;
  readonly found?: object;
  readonly document?: object;
  readonly fields?: object;
  readonly writeResults?: readonly object[];
}

function outcomeOf({ body }: RestAnswer): string {
  const elements = (Array.isArray(body) ? body : [body]) as readonly Element[];
  const [{ error, missing, fields, writeResults } = {}] = elements;
  if (error !== undefined) return error.status;
  if (writeResults !== undefined) return "done";
  if (missing !== undefined) return "missing";
  const isFound = elements.some(
    ({ found, document }) => (found ?? document ?? fields) !== undefined,
  );
  return isFound ? "found" : "not there";
}

/** What a live query of one document is told first. */
async function watched(path: string): Promise<string> {
  const gateway = await stored();
  const stream = gateway.listenAs({ uid: "ada" }, { targets: [{ id: "one", path }] });
  for (;;) {
    const frame = await stream.next();
    if (frame?.kind === "removed") return ended(frame.error.status);
    if (frame?.kind === "snapshot") {
      const [target] = frame.targets;
      return ended(target?.documents.length === 1 ? "found" : "missing");
    }
    if (frame === undefined || frame.kind === "end") throw new Error(JSON.stringify(frame));
  }

  async function ended(outcome: string): Promise<string> {
    await stream.close();
    return codeOf(outcome);
  }
}

/** As Firestore spells its codes. */
function codeOf(code: string): string {
  return code.includes("-") ? code.toUpperCase().replaceAll("-", "_") : code;
}

/** The cells of a page's table, by the first cell of their line and that of their column. */
function tableIn(page: string, heading: string): ReadonlyMap<string, Record<string, string>> {
  const lines = page.split("\n").map((line) => line.split("|").slice(1, -1).map(cellOf));
  const start = lines.findIndex(([first]) => first === heading);
  const [columns = [], , ...rows] = lines.slice(start);
  const end = rows.findIndex((cells) => cells.length === 0);
  return new Map(
    rows.slice(0, end).map(([line = "", ...cells]) => {
      return [line, Object.fromEntries(cells.map((cell, n) => [columns[n + 1], cell]))];
    }),
  );
}

/** Without its space and the number of its note. */
function cellOf(sent: string): string {
  return sent.trim().replace(/[¹²]$/, "");
}
