import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { api, type CallableName } from "../packages/gateway/src/api/api.ts";
import { emulators } from "./support/emulators.ts";
import { clientAs } from "./support/gateway.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

const PAGES = [
  "README.md",
  ...readdirSync("docs").map((name) => `docs/${name}`),
  ...readdirSync("packages").map((name) => `packages/${name}/README.md`),
].filter((name) => name.endsWith(".md"));

interface Example {
  readonly page: string;
  readonly language: string;
  readonly code: string;
}

const EXAMPLES: readonly Example[] = PAGES.flatMap((page) =>
  [...readFileSync(page, "utf8").matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(
    ([, language = "", code = ""]) => ({ page, language, code }),
  ),
);

/** Names of the scope in which an example stands; one that it declares itself is its own. */
const SCOPE = [
  "app",
  "uid",
  "database",
  "operator",
  "getDocument",
  "setDocument",
  "collection",
  "path",
  "data",
  "projectId",
  "apiKey",
];

/** A declaration runs when the gateway starts, in index.test.ts or here below; all else is a program. */
const isDeclaration = ({ code }: Example) =>
  /^(?:(?:import [^]*? from "(?:@database-service\/gateway|zod)";\n)+\n)?(export )?const \w+(: \w+)? = (collection\(|\{)/.test(
    code,
  );
const programs = EXAMPLES.filter(
  (example) => example.language === "ts" && !isDeclaration(example),
).map(({ page, code }, index): [number, string, string] => [index + 1, page, code]);

/** The first call of each callable starts its instance. */
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(resolve(".cache/examples-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs an example for a new user, whose uid it answers. */
function run(code: string): { uid: string; output: string } {
  const uid = randomUUID();
  const file = join(folder, `${uid}.ts`);
  writeFileSync(file, `${scopeOf(code)}\n${code}\nprocess.exit(0);\n`);
  const env = { ...process.env, EXAMPLE_UID: uid };
  return { uid, output: execFileSync(process.execPath, [file], { encoding: "utf8", env }) };
}

function scopeOf(code: string): string {
  const names = SCOPE.filter(
    (name) => !new RegExp(`const (\\{ )?${name}\\b(?!:)|import \\{[^}]*\\b${name}\\b`).test(code),
  );
  return `import { ${names.join(", ")} } from "${moduleOf("test/fixtures/example-scope.ts")}";`;
}

function moduleOf(file: string): string {
  return pathToFileURL(resolve(file)).href;
}

/** As in an app of this repository that has the package installed. */
function withModules(code: string): string {
  return code
    .replaceAll('"@database-service/client"', `"${moduleOf("packages/client/src/index.ts")}"`)
    .replaceAll(
      '"@database-service/client/service"',
      `"${moduleOf("packages/client/src/service/index.ts")}"`,
    )
    .replaceAll(/"\.\.\/(functions\/[^"]+)"/g, (_all, file: string) => `"${moduleOf(file)}"`);
}

test.each(programs)("example %i, of %s, runs", (_number, _page, code) => {
  expect(() => run(withModules(code))).not.toThrow();
});

test("the README's call writes a note, and finds it", async () => {
  const call = programs.find(([, page]) => page === "README.md")?.[2] ?? "";
  const { uid, output } = run(`${call}\nconsole.log(JSON.stringify(data));`);
  const stored = await rawFirestore.list(`users/${uid}/notes`);
  expect(stored.map(({ fields }) => fields?.["text"])).toContainEqual({ stringValue: "Milk" });
  const found = { documents: [{ data: { text: "Milk", pinned: true } }] };
  expect(JSON.parse(output)).toMatchObject(found);
});

test("the README's definition is the one of the notes", () => {
  const shown = EXAMPLES.find(({ page }) => page === "README.md")?.code.split("\n") ?? [];
  const declared = readFileSync("functions/src/collections/notes.ts", "utf8").split("\n");
  const leftOut = declared.filter((line) => !shown.includes(line));
  expect(declared.filter((line) => shown.includes(line) && line !== "")).toEqual(
    shown.filter((line) => line !== ""),
  );
  const imports = [expect.stringMatching(/^import /), 'import * as z from "zod";'];
  expect(leftOut).toEqual([...imports, '  unindexed: ["text"],']);
});

test("the calls with curl are answered", async () => {
  const calls = EXAMPLES.filter(({ language, code }) => language === "sh" && code.includes("curl"));
  const idToken = (await (await clientAs({ uid: "curl" })).idToken()) ?? "";
  const gateway = `${emulators.functions}/${emulators.project}/us-central1`;
  for (const { code } of calls) {
    const env = { ...process.env, GATEWAY: gateway, ID_TOKEN: idToken };
    const answer = execFileSync("sh", ["-c", code], { encoding: "utf8", env, stdio: "pipe" });
    expect(JSON.parse(answer)).toMatchObject({ result: { caller: "user:curl" } });
  }
  expect(calls.length).toBeGreaterThan(0);
});

test("what operators are told to call are requests of the callables", () => {
  const calls = EXAMPLES.flatMap(({ code }) => [...code.matchAll(/^call (\w+) '(.*)'$/gm)]);
  for (const [, callable = "", data = ""] of calls) {
    const { request } = api[callable as CallableName];
    expect(request.safeParse(JSON.parse(data))).toMatchObject({ success: true });
  }
  expect(calls.length).toBeGreaterThan(0);
});

test("every npm command that is named is one of package.json's, every file named is there", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object };
  for (const page of PAGES) {
    const text = readFileSync(page, "utf8");
    const commands = [...text.matchAll(/npm run (?:--silent )?([\w-]+)/g)].map(([, name]) => name);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands));
    const links = [...text.matchAll(/\]\(([\w./-]+\.\w+)(?:#[\w-]+)?\)/g)].map(([, to = ""]) => to);
    for (const link of links) {
      expect(() => readFileSync(resolve(page, "..", link))).not.toThrow();
    }
  }
});
