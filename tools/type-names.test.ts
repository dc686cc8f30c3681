import { globSync, readFileSync } from "node:fs";

/** The client's own words for what is Firestore's, which the gateway has in another form. */
const TWICE_ON_PURPOSE = ["Filter", "StoredDocument"];

const DECLARED = /^(?:export )?(?:declare )?(?:interface|type|class) (\w+)/gm;
const FILES = globSync("{packages/*/{src,simulation,console/src},functions/src}/**/*.{ts,tsx}", {
  exclude: ["**/*.{test,suite,samples,arbitrary,fixture}.ts", "**/node_modules/**"],
});

test("no type has a name that another has", () => {
  const places = new Map<string, string[]>();
  for (const file of FILES) {
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(DECLARED)) {
      places.set(name, [...(places.get(name) ?? []), file]);
    }
  }
  const twice = [...places].filter(([name, files]) => {
    return files.length > 1 && !TWICE_ON_PURPOSE.includes(name);
  });
  expect(Object.fromEntries(twice)).toEqual({});
  expect(places.size).toBeGreaterThan(500);
});
