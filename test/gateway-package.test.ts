import { readFileSync } from "node:fs";
import { MODULE_OPTIONS, PackedApp } from "./support/packed-app.ts";

/** The first example of the package's README. */
const [, EXAMPLE = ""] =
  /^```ts\n([^]*?)^```$/m.exec(readFileSync("packages/gateway/README.md", "utf8")) ?? [];

let app: PackedApp;

beforeAll(async () => {
  app = await PackedApp.install("packages/gateway");
});
afterAll(() => app.remove());

test.each(MODULE_OPTIONS)("for %s the README's example has its types", (_for, moduleOptions) => {
  const notes = `${EXAMPLE}
export type Note = (typeof notes)["schema"]["_zod"]["output"];
export const note: Note = { text: "Milk" };
// @ts-expect-error a note has no such field
export const other: Note = { title: "Milk" };
`;
  expect(app.compile(notes, moduleOptions)).toBe("");
});

test("the README's example is a function that can be deployed", () => {
  const print = "console.log(notes.path, typeof database, database.__endpoint.platform);";
  expect(app.run(`${EXAMPLE}\n${print}`)).toBe("users/{uid}/notes function gcfv2");
});
