import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as z from "zod";
import * as library from "./index.ts";

const DOCUMENT = readFileSync(resolve("docs/collections.md"), "utf8");
const EXAMPLES = [...DOCUMENT.matchAll(/```ts\n([^]*?)```/g)].map(([, code = ""]) => code);

test.each(EXAMPLES)("the example of docs/collections.md starts: %s", (code) => {
  const [, imported = ""] =
    /^import \{([^}]*)\} from "@database-service\/gateway";$/m.exec(code) ?? [];
  const names = imported.split(",").map((name) => name.trim());
  expect(Object.keys(library)).toEqual(expect.arrayContaining(names.filter((name) => name !== "")));
  const body = code.replaceAll(/^import [^]*?;$/gm, "").replace(/^export const \w+ =/m, "return");
  // The example is the project's own document.
  // eslint-disable-next-line typescript/no-implied-eval
  const run = new Function("z", ...Object.keys(library), body) as (...values: unknown[]) => unknown;
  expect(run(z, ...Object.values(library))).toMatchObject({ path: "articles" });
});

const QUOTAS = readFileSync(resolve("docs/quotas.md"), "utf8");
const OF_QUOTAS = ["perSecond", "perMinute", "perHour", "perDay"];
const ADOPTING = readFileSync(resolve("docs/adopting.md"), "utf8");
const OF_SETTINGS = ["defineString", "defineInt", "defineBoolean"];
const OF_COLLECTIONS = Object.keys(library).filter(
  (name) => !["gateway", ...OF_QUOTAS, ...OF_SETTINGS].includes(name),
);

test.each(OF_COLLECTIONS)("docs/collections.md tells of %s", (name) => {
  expect(DOCUMENT).toContain(`${name}(`);
});

test.each(OF_QUOTAS)("docs/quotas.md tells of %s", (name) => {
  expect(QUOTAS).toContain(name);
});

test.each(OF_SETTINGS)("docs/adopting.md tells of %s", (name) => {
  expect(ADOPTING).toContain(name);
});
