import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";

/** What a test imports that tries by chance: the same cases in each ordinary run, others in each soak. */
const BY_CHANCE = /"fast-check"|\.arbitrary\.ts"|\/simulation\/|\/stormy-gateway\.ts"/;

/** What the command line says after `npm run soak --`: patterns of files in place of all. */
const chosen = process.argv.slice(2);

/** All that is tried by chance, at length, which takes some hours. */
await runCommand(() => {
  const args = ["tools/test.ts", "--testPathPatterns", ...(chosen.length > 0 ? chosen : files())];
  const env = { ...process.env, SOAK: "true" };
  return spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
});

function files(): readonly string[] {
  const exclude = ["**/node_modules/**"];
  return globSync("{functions,packages,test,tools}/**/*.test.ts", { exclude })
    .filter((file) => BY_CHANCE.test(readFileSync(file, "utf8")))
    .map((file) => file.replaceAll(".", String.raw`\.`));
}
