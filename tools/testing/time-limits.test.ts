import { globSync, readFileSync } from "node:fs";

/** A file's own limit, and one behind a test or a hook: a number, or some seconds of it and a number. */
const LIMITS = [
  /\bjest\.setTimeout\(([\d_]+)\)/g,
  /^ *(?:\}, )?([\d_]{4,}),?(?:\n *)?\);$/gm,
  /^ *(?:\}, \S.*|\S.*(?=.*,\n)) \* 1_000(?: \+ ([\d_]+))?(?:,\n *)?\);$/gm,
];
const FILES = globSync("{functions/src,packages,tools,bench,test}/**/*.test.ts", {
  exclude: ["**/node_modules/**"],
});

const toMs = (written = ""): number => Number(written.replaceAll("_", ""));

test("no test has less time than Jest gives to all, as it would fail for a busy machine alone", () => {
  const all = toMs(/testTimeout: ([\d_]+)/.exec(readFileSync("jest.config.js", "utf8"))?.[1]);
  const shorter = FILES.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    return LIMITS.flatMap((limit) => Array.from(text.matchAll(limit)))
      .filter(([, written]) => toMs(written) < all)
      .map(([line]) => `${file}: ${line.trim()}`);
  });
  expect(shorter).toEqual([]);
  expect([all > 60_000, FILES.length > 500]).toEqual([true, true]);
});
