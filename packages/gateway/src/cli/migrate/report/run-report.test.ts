import { MisuseError } from "../../command/misuse-error.ts";
import { PlainError } from "../../command/plain-error.ts";
import {
  API_ACCOUNT,
  MovingProject,
  SINCE,
  loggedQuery,
  reportedDifference,
} from "../stage/moving-project.fixture.ts";
import { runReport } from "./run-report.ts";

/** What tries to be markup, in HTML and in Markdown, and to leave its line. */
const HOSTILE = `"><img src=x onerror=alert(1)>'</td>|[x](javascript:alert(1))\`\n# \u{1B}[2J`;

let project: MovingProject;
beforeEach(() => (project = new MovingProject()));
afterEach(() => project.remove());

const report = (...args: readonly string[]) => project.run(runReport, args);

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

test("it says what moved, what is next, what was found and who goes direct", async () => {
  project.put("log.json", [loggedQuery(API_ACCOUNT, "users")]);
  project.put("shadow.json", reportedDifference("users", "name"));
  project.put("inventory.json", inventory);
  const files = ["--log", "log.json", "--reports", "shadow.json", "--inventory", "inventory.json"];
  const { code, printed } = await report(...files);
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
    "| `users` | api | field-value | `name` | 1 | 2026-11-21T10:30:00Z |",
    `| ${API_ACCOUNT} (api) | \`users\` | RunQuery | 1 | 2026-11-21T10:30:00Z |`,
    "| `audits` | api | listen 2 | listen | not in migration.json |",
  ]) {
    expect(lines).toContain(line);
  }
  expect(printed).not.toContain("a secret");
});

test("--html writes one page that needs nothing else, with the same in it", async () => {
  project.put("shadow.json", reportedDifference("users", "name"));
  const { told } = await report("--html", "page.html", "--reports", "shadow.json");
  expect(told).toContain("page.html has the page.");
  const page = project.read("page.html");
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toMatch(/<script|<link|src=|href=|@import/);
  expect(page).toContain('<td class="done">locked</td>');
  expect(page).toContain("<code>name</code>");
  expect(page).toContain("Not known: no audit log was read.");
  expect(page).toMatch(/<progress aria-label="[^"]+" value="2" max="3">/);
  expect(page).not.toContain("a secret");
  expect(project.files()).toEqual(["migration.json", "page.html", "shadow.json"]);
});

test("names of whoever's are text, in HTML, in Markdown and at a terminal", async () => {
  project.put("migration.json", {
    services: { [HOSTILE]: { owner: HOSTILE } },
    collections: { users: { services: { [HOSTILE]: { stage: "direct", since: SINCE } } } },
  });
  project.put("log.json", [loggedQuery(HOSTILE, HOSTILE)]);
  project.put("shadow.json", reportedDifference(HOSTILE, HOSTILE));
  project.put("inventory.json", {
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
  const { printed } = await report("--html", "page.html", ...files);
  const page = project.read("page.html");
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

test("as JSON it has all of it, with the time", async () => {
  project.put("inventory.json", inventory);
  expect(
    JSON.parse((await report("--json", "--inventory", "inventory.json")).printed),
  ).toMatchObject({
    at: "2026-11-27T10:00:30.000Z",
    uses: 3,
    moved: 2,
    inventory: { places: 3 },
  });
});

test("bad input is one sentence", async () => {
  project.put("inventory.json", { collections: "all" });
  await expect(report("--inventory", "inventory.json")).rejects.toThrow(
    /is not what this version's/,
  );
  await expect(report("--inventory", "none.json")).rejects.toThrow(/none\.json can't be read/);
  await expect(report("--json", "--markdown")).rejects.toThrow(MisuseError);
  await expect(report("--html", "none/page.html")).rejects.toThrow(PlainError);
  expect((await report("--help")).printed).toContain("Usage: database-service migrate report");
});
