import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { npmCommand } from "../tools/npm-command.mjs";
import { npmPack } from "../tools/pack/npm-pack.ts";
import { packPackage } from "../tools/pack/pack-package.ts";
import { sourcePackage } from "../tools/pack/source-package.ts";

const WRAPPER = "@firebase/webchannel-wrapper";

/** An app on a library that asks for Google's module, as Firebase does, with the override of the documentation. */
let folder: string;
let built: string;

beforeAll(async () => {
  built = mkdtempSync(resolve(".cache/transport-"));
  const transport = await packPackage(sourcePackage("packages/transport"), built);
  const google = npmPackOf("google", `node_modules/${WRAPPER}`);
  const sdk = { name: "sdk", version: "1.0.0", dependencies: { [WRAPPER]: "1.0.7" } };
  mkdirSync(join(built, "sdk"));
  writeFileSync(join(built, "sdk/package.json"), JSON.stringify(sdk));
  folder = mkdtempSync(join(tmpdir(), "transport-app-"));
  const app = {
    type: "module",
    dependencies: { sdk: `file:${npmPack(join(built, "sdk"))}` },
    // There is no registry here: its module is as this repository has it.
    overrides: { [WRAPPER]: `file:${transport}`, "google-webchannel-wrapper": `file:${google}` },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(app));
  const { program, before, shell } = npmCommand();
  const quiet = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
  execFileSync(program, [...before, "install", ...quiet], { cwd: folder, shell });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(built, { recursive: true });
});

/** Packs what is installed here. */
function npmPackOf(name: string, from: string): string {
  const { program, before, shell } = npmCommand();
  const into = join(built, name);
  mkdirSync(into);
  const args = [...before, "pack", "--silent", "--ignore-scripts", "--pack-destination", into];
  const printed = execFileSync(program, args, { cwd: from, shell, encoding: "utf8" });
  return join(into, printed.trim());
}

function run(code: string): string {
  const args = ["--input-type=module", "-e", code];
  return execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" }).trim();
}

test("npm puts it in the place of Google's module, which stays under its other name", () => {
  const nameIn = (path: string) =>
    (
      JSON.parse(readFileSync(join(folder, "node_modules", path, "package.json"), "utf8")) as {
        readonly name: string;
      }
    ).name;
  expect(nameIn(WRAPPER)).toBe("@database-service/transport");
  expect(nameIn("google-webchannel-wrapper")).toBe(WRAPPER);
});

test.each(["webchannel-blob", "bloom-blob"])("%s is loaded by import and by require", (blob) => {
  const google = run(
    `console.log(Object.keys(await import("google-webchannel-wrapper/${blob}")).filter((one) => one !== "default").toSorted().join())`,
  );
  const module = `"${WRAPPER}/${blob}"`;
  expect(run(`console.log(Object.keys(await import(${module})).toSorted().join())`)).toBe(google);
  expect(
    run(
      `import { createRequire } from "node:module"; console.log(Object.keys(createRequire(process.cwd() + "/app.js")(${module})).toSorted().join())`,
    ),
  ).toBe(google);
});

/** All that `firebase/firestore` exports for browsers, as Firebase has it or with the transport. */
async function bundled(release: string, alias: Readonly<Record<string, string>>) {
  const { metafile, outputFiles } = await build({
    stdin: {
      contents: `import * as sdk from "${release}/firestore"; globalThis.sdk = sdk;`,
      resolveDir: resolve("."),
    },
    alias: { ...alias },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    outdir: join(built, "bundled"),
    metafile: true,
    write: false,
  });
  const [entry] = Object.values(metafile.outputs).filter(
    ({ entryPoint }) => entryPoint === "<stdin>",
  );
  const [main] = outputFiles.filter(({ path }) => path.endsWith("stdin.js"));
  return { entry, gzipBytes: gzipSync(main?.contents ?? "").length };
}

const blobOfTheApp = () => join(folder, "node_modules", WRAPPER, "lib/webchannel-blob.js");

test("a bundler's alias puts it there too, and Google's module in a file of its own", async () => {
  const alias = { [`${WRAPPER}/webchannel-blob`]: blobOfTheApp() };
  const { entry } = await bundled("firebase", alias);
  const inputs = Object.keys(entry?.inputs ?? {}).join("\n");
  expect(inputs).toContain("webchannel-wrapper/lib/webchannel-blob.js");
  expect(inputs).not.toContain("webchannel_blob_es2018");
  const others = entry?.imports.filter(({ kind }) => kind === "dynamic-import");
  expect(others?.map(({ path }) => path).join()).toContain("webchannel_blob_es2018");
});

test.each(["firebase", "firebase-13"])(
  "a page of %s is not larger than before",
  async (release) => {
    const stock = await bundled(release, {});
    const alias = { [`${WRAPPER}/webchannel-blob`]: blobOfTheApp() };
    const carried = await bundled(release, alias);
    expect(stock.gzipBytes).toBeGreaterThan(100_000);
    expect(carried.gzipBytes).toBeLessThanOrEqual(stock.gzipBytes);
  },
);

describe("with the hook of the documentation Node.js has the SDK's build for browsers", () => {
  beforeAll(() => {
    const page = readFileSync("docs/sdk.md", "utf8");
    const [, hook] = /```js\n(import \{ registerHooks \}[^]*?)```/.exec(page) ?? [];
    writeFileSync(join(folder, "firestore-build.mjs"), hook ?? "");
    for (const name of FIREBASE) {
      const into = join(folder, "node_modules", name);
      cpSync(join("node_modules", name), into, { recursive: true, filter: isCode });
    }
  });

  test.each([
    ["imported", "const load = (name) => import(name);"],
    [
      "required",
      `import { createRequire } from "node:module";
       const load = createRequire(process.cwd() + "/app.js");`,
    ],
  ])("%s", (_how, load) => {
    const code = `${load} ${WRITES_TO_A_GATEWAY}`;
    const args = ["--import", "./firestore-build.mjs", "--input-type=module", "-e", code];
    const printed = execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    expect(printed.trim()).toBe(
      "permission-denied POST /database/v1/projects/demo/databases/(default)/documents:write",
    );
  });
});

const FIREBASE = [
  "firebase",
  ...["app", "component", "firestore", "logger", "util"].map((name) => `@firebase/${name}`),
  "idb",
  "re2js",
];

/** Source maps and bundles for script tags are most of what Firebase has. */
const isCode = (path: string) => !/(\.map|firebase-[\w-]+\.js)$/.test(path);

/** Writes before a gateway that refuses, and prints the refusal and what came there. */
const WRITES_TO_A_GATEWAY = `
const { createServer } = await import("node:http");
const { initializeApp } = await load("firebase/app");
const sdk = await load("firebase/firestore");
const asked = [];
const server = createServer(({ method, url }, answer) => {
  asked.push(method + " " + url);
  const error = { code: 403, status: "PERMISSION_DENIED", message: "Not here." };
  answer.writeHead(403).end(JSON.stringify({ error }));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
sdk.setLogLevel("silent");
const host = "127.0.0.1:" + server.address().port + "/database";
const firestore = sdk.initializeFirestore(initializeApp({ projectId: "demo" }), { host, ssl: false });
const code = await sdk.setDoc(sdk.doc(firestore, "a/b"), {}).catch((error) => error.code);
console.log(code, asked.join());
process.exit();
`;
