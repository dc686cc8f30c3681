import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runPropose } from "../packages/gateway/src/cli/migrate/propose/run-propose.ts";
import { MODULE_OPTIONS, PackedApp } from "./support/packed-app.ts";
import { Caller, Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { RULES_OF_APPS } from "./support/rules-of-apps.samples.ts";

/** Documents with values of every kind that a schema has a word for. */
const ROWS = [1, 2, 3].map((n) => ({
  owner: "ada",
  title: "abc",
  count: n,
  ratio: n / 4,
  open: n > 1,
  at: { $timestamp: "2026-01-01T00:00:00Z" },
  place: { $geoPoint: { latitude: 1, longitude: 2 } },
  of: { $reference: "users/ada" },
  raw: { $bytes: "AQ==" },
  meaning: { $vector: [1, 2] },
  members: ["ada"],
  roles: { ada: "owner" },
  nothing: null,
}));

const APPS = Object.keys(RULES_OF_APPS);

/** Writes what is proposed for `docs` under each app's rules into a folder, a folder each. */
async function proposeInto(folder: string): Promise<void> {
  for (const [index, rules] of Object.values(RULES_OF_APPS).entries()) {
    const directory = join(folder, `app${String(index)}`);
    mkdirSync(directory, { recursive: true });
    const text = `rules_version = '2'; service cloud.firestore { match /databases/{database}/documents {${rules}\n}}`;
    writeFileSync(join(directory, "firestore.rules"), text);
    writeFileSync(
      join(directory, "docs.ndjson"),
      ROWS.map((row) => JSON.stringify(row)).join("\n"),
    );
    const output = { print: () => undefined, tell: () => undefined, directory };
    await runPropose(["docs", "--from", "docs.ndjson", "--out", ".", "--write"], output);
  }
}

describe("in an app that has installed the library", () => {
  let app: PackedApp;
  const imports = APPS.map((_, index) => {
    return `import { docs as docs${String(index)} } from "./app${String(index)}/docs.ts";\n`;
  }).join("");

  beforeAll(async () => {
    app = await PackedApp.install("packages/gateway");
    await proposeInto(app.folder);
  });
  afterAll(() => app.remove());

  test.each(MODULE_OPTIONS)("files that are proposed compile for %s", (_for, moduleOptions) => {
    const all = APPS.map((_, index) => `docs${String(index)}`).join(", ");
    const code = `${imports}export const paths: string[] = [${all}].map(({ path }) => path);\n`;
    const options = [...moduleOptions, "--allowImportingTsExtensions"];
    expect(app.compile(code, options)).toBe("");
    const wrong = `${imports}export const wrong: number = docs0.path;\n`;
    expect(() => app.compile(wrong, options)).toThrow("Command failed");
  });

  test.each(APPS.map((title, index) => [title, index] as const))(
    "of %s a file that is proposed loads, and is a gateway's",
    (_title, index) => {
      const code = `import { gateway } from "@database-service/gateway";
import { docs } from "./app${String(index)}/docs.ts";
const limits = { calls: [], reads: [], writes: [] };
const quotas = { tiers: { anonymous: limits, user: limits, service: limits, admin: limits } };
const { database } = gateway({ collections: [docs], quotas });
console.log(docs.path, typeof database);`;
      expect(app.run(code)).toMatch(/^docs\/\{\w+\} function$/);
    },
  );
});

test("a file that is proposed answers from functions/ as it is packed", async () => {
  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(resolve(".cache/proposed-"));
  await proposeInto(folder);
  const index = APPS.indexOf("documents that are checked");
  writeFileSync(
    join(folder, "index.ts"),
    `import { docs } from "./app${String(index)}/docs.ts";\nexport const collections = [docs];\n`,
  );
  cpSync("functions/src/quotas.ts", join(folder, "quotas.ts"));
  expect(readFileSync(join(folder, `app${String(index)}/docs.ts`), "utf8")).toContain(
    '"@database-service/gateway/rules"',
  );
  const production = await Production.start(folder);
  try {
    await rawFirestore.set("docs/open", { open: { booleanValue: true } });
    await rawFirestore.set("docs/closed", { open: { booleanValue: false } });
    const ada = new Caller(await production.instance("database"), { sub: "ada" });
    const get = (id: string) => ada.call("getDocument", { path: `docs/${id}` });
    expect(await get("open")).toMatchObject({ result: { document: { data: { open: true } } } });
    expect(await get("closed")).toMatchObject({ error: { status: "NOT_FOUND" } });
  } finally {
    await production.stop();
    rmSync(folder, { recursive: true });
    await Promise.all(["docs/open", "docs/closed"].map((path) => rawFirestore.delete(path)));
  }
});
