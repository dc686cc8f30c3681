import { globSync, readFileSync } from "node:fs";

const EXPORTED = /^export (?:async )?(?:function\*?|const|class) (\w+)/gm;
const SOURCES = "{packages/*/{src,simulation,non-interference,console/src},functions/src,tools}";
/** Whoever may import them. */
const FILES = globSync(
  ["{packages,functions/src,tools,bench,test,examples}/**/*.{ts,tsx,mjs}", "*.{js,ts}"],
  { exclude: ["**/node_modules/**", "**/lib/**"] },
);
/** Their text has exports of other projects' sources. */
const SAMPLES = /\.samples\.ts$/;

test("no value is exported that no other file names", () => {
  const namedIn = new Map<string, number>();
  const texts = new Map(FILES.map((file) => [file, readFileSync(file, "utf8")]));
  for (const text of texts.values()) {
    for (const name of new Set(text.match(/\w+/g))) {
      namedIn.set(name, (namedIn.get(name) ?? 0) + 1);
    }
  }
  const sources = globSync(`${SOURCES}/**/*.{ts,tsx}`, { exclude: ["**/node_modules/**"] });
  const exported = sources
    .filter((file) => !SAMPLES.test(file))
    .flatMap((file) =>
      Array.from((texts.get(file) ?? "").matchAll(EXPORTED), ([, name = ""]) => ({ file, name })),
    );
  expect(exported.filter(({ name }) => namedIn.get(name) === 1)).toEqual([]);
  expect(exported.length).toBeGreaterThan(1_000);
});
