import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { PlainError } from "../../command/plain-error.ts";
import type { ProposalReport } from "./report/proposal-report.ts";
import { runPropose } from "./run-propose.ts";

const RULES = `rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /posts/{postId} {
      allow read: if resource.data.public == true;
      allow update: if request.resource.data.title is string && request.auth.uid == resource.data.by;
    }
  }
}
`;
const INDEXES = {
  indexes: [
    {
      collectionGroup: "posts",
      queryScope: "COLLECTION",
      fields: [
        { fieldPath: "public", order: "ASCENDING" },
        { fieldPath: "at", order: "DESCENDING" },
      ],
    },
  ],
};

let directory: string;
const printed: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "propose-"));
  printed.length = 0;
  write("firestore.rules", RULES);
  write("firestore.indexes.json", JSON.stringify(INDEXES));
  const row = (title: unknown) =>
    JSON.stringify({ public: true, by: "ada", title, at: { $timestamp: "2026-01-01T00:00:00Z" } });
  write("posts.ndjson", [row("a"), row("b"), row(7)].join("\n"));
});

afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(directory, name), text);
}

function run(...args: readonly string[]): Promise<number> {
  const print = (text: string) => void printed.push(text);
  return runPropose(args, { print, tell: () => undefined, directory });
}

const FILE = "functions/src/collections/posts.ts";
const read = (name: string) => readFileSync(join(directory, name), "utf8");

test("the file is the definition; nothing is written unless asked", async () => {
  expect(await run("posts")).toBe(0);
  expect(() => read(FILE)).toThrow("ENOENT");
  expect(await run("posts", "--write")).toBe(0);
  expect(read(FILE)).toBe(`import {
  allOf,
  anyData,
  collection,
  owner,
  stored,
  where,
  writeCheck,
} from "@database-service/gateway";
import { at, isA } from "@database-service/gateway/rules";

export const posts = collection("posts/{postId}", {
  // No document was seen.
  schema: anyData(),
  access: {
    read: where("public", "==", true),
    update: allOf(
      writeCheck("fields title", ({ after }) => isA(at(after, "title"), "string") === true),
      stored(owner("by")),
    ),
  },
  indexes: [
    ["public", "at desc"],
  ],
});
`);
});

test("documents that don't fit are told by field and place", async () => {
  expect(await run("posts", "--from", "posts.ndjson", "--rare", "0.4", "--json")).toBe(1);
  const [report] = JSON.parse(printed.join("")) as readonly ProposalReport[];
  expect(report).toMatchObject({
    sampled: 3,
    brokenBySchema: [{ what: "title", count: 1, examples: ["row 3"] }],
    brokenByRules: [{ what: 'isA(at(after, "title"), "string")', count: 1, examples: ["row 3"] }],
  });
});

test("a second run changes nothing, and what differs is shown and left", async () => {
  await run("posts", "--write");
  printed.length = 0;
  expect(await run("posts", "--write")).toBe(0);
  expect(printed.join("")).toContain("as it is there");
  write(FILE, `${read(FILE)}// mine\n`);
  const edited = read(FILE);
  printed.length = 0;
  expect(await run("posts", "--write")).toBe(1);
  expect(printed.join("")).toContain("- // mine");
  expect(read(FILE)).toBe(edited);
  expect(await run("posts", "--write", "--force")).toBe(0);
  expect(read(FILE)).not.toBe(edited);
});

test("what is stricter than the rules is told, by the exit code too", async () => {
  write(
    "firestore.rules",
    RULES.replace("resource.data.public == true", "request.query.limit < 9"),
  );
  expect(await run("--all", "--json")).toBe(1);
  const [report] = JSON.parse(printed.join("")) as readonly ProposalReport[];
  expect(report?.rights.find(({ operation }) => operation === "list")).toMatchObject({
    translated: "denied",
    denied: [expect.stringContaining("firestore.rules:5")],
  });
});

test("a rule for one of the documents alone is told", async () => {
  write(
    "firestore.rules",
    RULES.replace("match /posts", "match /posts/one { allow write; } match /posts"),
  );
  await run("posts", "--json");
  const [report] = JSON.parse(printed.join("")) as readonly ProposalReport[];
  expect(report?.notes).toContainEqual(expect.stringContaining("propose posts/one by itself"));
});

test("--all leaves out what no definition can be for, and what nobody may", async () => {
  const more =
    "match /_own/{id} { allow read; } match /a/{id}/b/{id} { allow get; } match /{x=**} { allow write: if false; }";
  write("firestore.rules", RULES.replace("match /posts", `${more} match /posts`));
  await run("--all", "--json");
  const reports = JSON.parse(printed.join("")) as readonly ProposalReport[];
  expect(reports.map(({ path }) => path)).toEqual(["a/{id}/b/{segment3}", "posts/{postId}"]);
});

test.each([[[]], [["posts", "--all"]], [["posts", "--sample", "0"]], [["a//b"]], [["--nope"]]])(
  "%j is a misuse",
  async (args) => {
    await expect(run(...args)).rejects.toThrow(MisuseError);
  },
);

test("a file of rules that is none, or is missing, is told", async () => {
  write("firestore.rules", "service {");
  await expect(run("posts")).rejects.toThrow(PlainError);
  await expect(run("posts", "--rules", "none.rules")).rejects.toThrow("can't be read");
});

test("--help says what it takes", async () => {
  expect(await run("--help")).toBe(0);
  expect(printed.join("")).toContain("Usage: database-service migrate propose");
});
