import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { npmCommand } from "../tools/npm-command.mjs";
import { npmPack } from "../tools/pack/npm-pack.ts";
import { packPackage } from "../tools/pack/pack-package.ts";
import { sourcePackage } from "../tools/pack/source-package.ts";

jest.setTimeout(120_000);

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
function npmPackOf(name: string, installed: string): string {
  const { program, before, shell } = npmCommand();
  const into = join(built, name);
  mkdirSync(into);
  const args = [...before, "pack", "--silent", "--ignore-scripts", "--pack-destination", into];
  const printed = execFileSync(program, args, { cwd: installed, shell, encoding: "utf8" });
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
