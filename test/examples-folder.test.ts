import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { runRoute } from "../packages/gateway/src/cli/migrate/route/run-route.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** The examples that call a gateway which runs; examples/testing needs none, and has its own test. */
/** What `npm start` in an example's folder prints, where the emulators of the tests run. */
function run(example: string): string {
  return execFileSync(process.execPath, ["main.ts"], {
    cwd: join("examples", example),
    encoding: "utf8",
  });
}

test("examples/web-app adds notes and lists them, the pinned ones first", () => {
  expect(run("web-app")).toBe("* Bread\n- Milk\n");
});

test("examples/web-app is bundled for its page", async () => {
  const { errors, warnings, outputFiles } = await build({
    entryPoints: ["examples/web-app/notes.ts"],
    bundle: true,
    format: "esm",
    write: false,
  });
  expect([...errors, ...warnings]).toEqual([]);
  expect(outputFiles[0]?.text).toMatch(/export \{\s*NPM_START,\s*openNotes\s*\}/);
});

test("examples/node-service writes a movie as a service, and is refused what is not its own", async () => {
  expect(run("node-service")).toBe("Metropolis, by Fritz Lang\nAda's notes are hers: FORBIDDEN\n");
  expect((await rawFirestore.get("movies/metropolis"))?.fields).toMatchObject({
    Title: { stringValue: "Metropolis" },
  });
  await rawFirestore.delete("movies/metropolis");
});

test("examples/notes goes through the gateway with two lines changed, as migrate route prints them", async () => {
  let printed = "";
  const args = [".", "--service", "notes", "--project", "demo-database-service"];
  const code = await runRoute(args, {
    directory: resolve("examples/notes"),
    print: (text) => (printed += text),
    tell: () => undefined,
  });
  const diff = readFileSync("examples/notes/gateway.diff", "utf8");
  const changed = diff.split("\n").filter((line) => /^[+-](?!--|\+\+)/.test(line));
  expect({ code, printed }).toEqual({ code: 0, printed: diff });
  expect(changed).toEqual([
    '+  "overrides": { "@firebase/webchannel-wrapper": "file:database-service-transport-0.1.0.tgz" },',
    '-  host: "127.0.0.1:8080",',
    '+  host: "127.0.0.1:5001/demo-database-service/us-central1/database",',
  ]);
});

test.each(readdirSync("examples"))(
  "examples/%s is small, and starts as its README says",
  (name) => {
    const readme = readFileSync(join("examples", name, "README.md"), "utf8");
    const { scripts } = JSON.parse(
      readFileSync(join("examples", name, "package.json"), "utf8"),
    ) as { readonly scripts: Readonly<Record<string, string>> };
    expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
    for (const script of Object.keys(scripts)) {
      expect(readme).toMatch(new RegExp(`^npm (run )?${script}\\b`, "m"));
    }
  },
);
