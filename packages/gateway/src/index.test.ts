import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as define from "./index.ts";

const DOCUMENT = readFileSync(resolve("docs/collections.md"), "utf8");
const EXAMPLES = [...DOCUMENT.matchAll(/```ts\n([^]*?)```/g)].map(([, code = ""]) => code);

test.each(EXAMPLES)("the example of docs/collections.md starts: %s", (code) => {
  const [, imported = ""] = /^import \{([^}]*)\} from "\.\.\/define\.ts";$/m.exec(code) ?? [];
  const names = imported.split(",").map((name) => name.trim());
  expect(Object.keys(define)).toEqual(expect.arrayContaining(names.filter((name) => name !== "")));
  const body = code.replace(/^import [^]*?;$/m, "").replace(/^export const \w+ =/m, "return");
  // The example is the project's own document.
  // eslint-disable-next-line typescript/no-implied-eval
  const run = new Function(...Object.keys(define), body) as (...values: unknown[]) => unknown;
  expect(run(...Object.values(define))).toMatchObject({ path: "articles" });
});

test.each(Object.keys(define).filter((name) => name !== "z"))(
  "docs/collections.md tells of %s",
  (name) => {
    expect(DOCUMENT).toContain(`${name}(`);
  },
);
