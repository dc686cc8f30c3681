import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { PlainError } from "../../command/plain-error.ts";
import { runReport } from "./run-report.ts";

const since = "2026-11-20";
/** What tries to be markup, in HTML and in Markdown, and to leave its line. */
const HOSTILE = `"><img src=x onerror=alert(1)>'</td>|[x](javascript:alert(1))\`\n# \u{1B}[2J`;
const API = "api@p.iam.gserviceaccount.com";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "report-"));
  put("migration.json", {
    services: { web: { owner: "ann" }, api: { owner: "bob", account: API } },
    collections: {
      users: {
        services: { web: { stage: "gateway", since }, api: { stage: "shadow", since } },
      },
      rooms: { services: { web: { stage: "locked", since } } },
    },
  });
});
afterEach(() => rmSync(directory, { recursive: true }));

function put(name: string, content: unknown): void {
  writeFileSync(join(directory, name), JSON.stringify(content));
}

function report(...args: readonly string[]) {
  let printed = "";
  let told = "";
  const code = runReport(args, {
    print: (text) => (printed += text),
    tell: (text) => (told += text),
    directory,
    now: () => new Date("2026-11-27T10:00:30Z"),
  });
  return { code, printed, told };
}

const logged = (principalEmail: string, collectionId: string) => ({
  timestamp: "2026-11-21T10:30:00Z",
  protoPayload: {
    serviceName: "firestore.googleapis.com",
    methodName: "google.firestore.v1.Firestore.RunQuery",
    authenticationInfo: { principalEmail },
    request: { structuredQuery: { from: [{ collectionId }] } },
  },
});
const difference = (collection: string, field: string) => ({
  shadow: "difference",
  at: "2026-11-21T10:00:00Z",
  service: "api",
  collections: [collection],
  read: {
    method: "batchGet",
    parent: "projects/p/databases/d/documents",
    body: { documents: ["a secret"] },
    isRedacted: false,
  },
  differences: [{ kind: "field-value", path: "users/ada", field, direct: "a secret" }],
  more: 0,
  directMs: 1,
  gatewayMs: 2,
});
const inventory = {
  places: 3,
  collections: [
    {
      collection: "audits",
      group: false,
      services: [{ service: "api", operations: { listen: 2 }, waitsFor: ["listen"] }],
    },
  ],
};

test("it says what moved, what is next, what was found and who goes direct", () => {
  put("log.json", [logged(API, "users")]);
  put("shadow.json", difference("users", "name"));
  put("inventory.json", inventory);
  const files = ["--log", "log.json", "--reports", "shadow.json", "--inventory", "inventory.json"];
  const { code, printed } = report(...files);
  expect(code).toBe(0);
  const lines = printed.split("\n");
  expect(lines.slice(0, 3)).toEqual([
    "# Moving to the gateway",
    "",
    "2 of 3 uses of a collection by a service go through the gateway; 1 of 2 collections are locked. As of 2026-11-27 10:00 UTC.",
  ]);
  for (const line of [
    "| `users` | gateway | shadow |",
    "| `rooms` | web | ann | locked | 2026-11-20 |",
    "| `users` | api | bob | shadow | mend what differs |",
    "| `users` | api | field-value | `name` | 1 | 2026-11-21T10:00:00Z |",
    `| ${API} (api) | \`users\` | RunQuery | 1 | 2026-11-21T10:30:00Z |`,
    "| `audits` | api | listen 2 | listen | not in migration.json |",
  ]) {
    expect(lines).toContain(line);
  }
  expect(printed).not.toContain("a secret");
});

test("--html writes one page that needs nothing else, with the same in it", () => {
  put("shadow.json", difference("users", "name"));
  const { told } = report("--html", "page.html", "--reports", "shadow.json");
  expect(told).toContain("page.html has the page.");
  const page = readFileSync(join(directory, "page.html"), "utf8");
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toMatch(/<script|<link|src=|href=|@import/);
  expect(page).toContain('<td class="done">locked</td>');
  expect(page).toContain("<code>name</code>");
  expect(page).toContain("Not known: no audit log was read.");
  expect(page).toMatch(/<progress aria-label="[^"]+" value="2" max="3">/);
  expect(page).not.toContain("a secret");
  expect(readdirSync(directory).toSorted()).toEqual(["migration.json", "page.html", "shadow.json"]);
});

test("names of whoever's are text, in HTML, in Markdown and at a terminal", () => {
  put("migration.json", {
    services: { [HOSTILE]: { owner: HOSTILE } },
    collections: { users: { services: { [HOSTILE]: { stage: "direct", since } } } },
  });
  put("log.json", [logged(HOSTILE, HOSTILE)]);
  put("shadow.json", difference(HOSTILE, HOSTILE));
  put("inventory.json", {
    ...inventory,
    collections: [
      {
        collection: HOSTILE,
        group: true,
        services: [{ service: HOSTILE, operations: { [HOSTILE]: 1 }, waitsFor: [HOSTILE] }],
      },
    ],
  });
  const files = ["--log", "log.json", "--reports", "shadow.json", "--inventory", "inventory.json"];
  const { printed } = report("--html", "page.html", ...files);
  const page = readFileSync(join(directory, "page.html"), "utf8");
  const tags = [...page.matchAll(/<(\w+)/g)].map(([, name = ""]) => name);
  expect(new Set(tags)).toEqual(
    new Set(
      "html head meta title style body main h1 p progress h2 div table thead tr th tbody td code ul li".split(
        " ",
      ),
    ),
  );
  expect(page).not.toMatch(/\son\w+="/);
  expect(page + printed).not.toContain("\u{1B}");
  const markup = printed.replaceAll(/\\./g, "").replaceAll(/`[^`\n]*`/g, "");
  expect(markup).not.toMatch(/[<[`]/);
  expect(printed.split("\n").filter((line) => line.startsWith("# "))).toHaveLength(1);
});

test("as JSON it has all of it, with the time", () => {
  put("inventory.json", inventory);
  expect(JSON.parse(report("--json", "--inventory", "inventory.json").printed)).toMatchObject({
    at: "2026-11-27T10:00:30.000Z",
    uses: 3,
    moved: 2,
    inventory: { places: 3 },
  });
});

test("bad input is one sentence", () => {
  put("inventory.json", { collections: "all" });
  expect(() => report("--inventory", "inventory.json")).toThrow(/is not what this version's/);
  expect(() => report("--inventory", "none.json")).toThrow(/none\.json can't be read/);
  expect(() => report("--json", "--markdown")).toThrow(MisuseError);
  expect(() => report("--html", "none/page.html")).toThrow(PlainError);
  expect(report("--help").printed).toContain("Usage: database-service migrate report");
});
