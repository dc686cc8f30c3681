import { readFileSync } from "node:fs";
import { MODULE_OPTIONS, PackedApp } from "./support/packed-app.ts";

jest.setTimeout(60_000);

/** The first example of the package's README. */
const [, EXAMPLE = ""] =
  /^```ts\n([^]*?)^```$/m.exec(readFileSync("packages/gateway/README.md", "utf8")) ?? [];

const INSTALLED = ["firebase-admin", "firebase-functions", "jose", "lru-cache", "undici", "zod"];

let app: PackedApp;

beforeAll(async () => {
  const beside = INSTALLED.map((name) => `functions/node_modules/${name}`);
  app = await PackedApp.install("packages/gateway", beside);
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

test("the README's example declares the collection that it shows", () => {
  expect(app.run(`${EXAMPLE}\nconsole.log(notes.path);`)).toBe("users/{uid}/notes");
});
