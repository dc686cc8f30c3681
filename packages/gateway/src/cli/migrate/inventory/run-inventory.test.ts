import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { PlainError } from "../../command/plain-error.ts";
import { withFiles } from "./inventory.fixture.ts";
import { runInventory } from "./run-inventory.ts";

const FILES = {
  "web/package.json": `{"name": "web"}`,
  "web/a.ts": `import { collection, doc, getFirestore, onSnapshot, setDoc } from "firebase/firestore";
const db = getFirestore();
onSnapshot(collection(db, "rooms"), () => {});
setDoc(doc(db, "users/<b>"), {});
export const save = (name: string) => setDoc(doc(db, name, "1"), {});`,
  "api/package.json": `{"name": "api"}`,
  "api/a.js": `const { getFirestore } = require("firebase-admin/firestore");
getFirestore().collection("users").doc("1").update({});
getFirestore().collection("jobs").onSnapshot(() => {});`,
};

interface Ran {
  readonly code: number;
  readonly printed: string;
  readonly told: string;
  readonly page?: string;
}

function run(...args: string[]): Ran {
  return withFiles(FILES, (directory) => {
    let printed = "";
    let told = "";
    const print = (text: string): void => void (printed += text);
    const tell = (text: string): void => void (told += text);
    const code = runInventory(args, { print, tell, directory });
    const file = join(directory, "page.html");
    const page = existsSync(file) ? { page: readFileSync(file, "utf8") } : {};
    return { code, printed, told, ...page };
  });
}

describe("migrate inventory", () => {
  it("prints who uses which collection, and what can move now", () => {
    const { code, printed } = run(".");
    expect(code).toBe(0);
    expect(printed).toMatch(/^rooms +web +reads +listen 1 +now$/m);
    expect(printed).toMatch(/^jobs +api +reads +listen 1 +live listeners \(not yet\)$/m);
    expect(printed).toMatch(/^users +api +writes +update 1 +now$/m);
    expect(printed).toMatch(/^users +web +writes +set 1 +now$/m);
    expect(printed).toContain("api: 1 of 2 collections can move now\n");
    expect(printed).toContain("web: 2 of 2 collections can move now; 1 access has an unknown");
    expect(printed).toContain("Written by more than one service:\n  users: api, web");
    expect(printed).toMatch(/unknown of \(1\):\n {2}web\/a\.ts:5 {2}set \{name\}: `name` is a/);
  });

  it("--json has each access with its place and the gateway's equivalent", () => {
    const { printed } = run(".", "--json");
    const { accesses, writtenByMany } = JSON.parse(printed) as Record<string, unknown[]>;
    expect(writtenByMany).toEqual(["users"]);
    expect(accesses).toHaveLength(5);
    expect(accesses?.[0]).toEqual({
      service: "api",
      file: "api/a.js",
      line: 2,
      column: 45,
      operation: "update",
      collection: "users",
      gateway: "updateDocument",
    });
  });

  it("--markdown has a row for each access", () => {
    const { printed } = run(".", "--markdown");
    expect(printed).toContain("| web/a.ts:3 | web | listen | `rooms` | transport |  |");
    expect(printed).toContain("| api/a.js:3 | api | listen | `jobs` | not yet |  |");
  });

  it("--html writes one page that needs nothing else, and no code of the project runs in it", () => {
    const { page = "", code } = run(".", "--html", "page.html");
    expect(code).toBe(0);
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<link|src=|href=|@import|<b>/);
    expect(page).toContain("<code>users</code>");
    expect(page).toContain("<code>web/a.ts:5</code>");
  });

  it("--service makes one service of all", () => {
    const { printed } = run(".", "--service", "shop", "--json");
    const { services } = JSON.parse(printed) as { services: unknown[] };
    expect(services).toEqual([
      { service: "shop", places: 5, movable: ["jobs", "rooms", "users"], waiting: [], unknown: 1 },
    ]);
  });

  it("--help prints what there is", () => {
    const { code, printed } = run("--help");
    expect(code).toBe(0);
    expect(printed).toContain("Usage: database-service migrate inventory");
  });

  it.each([
    ["no folder", [], /^Name at least one folder/],
    ["two formats", [".", "--json", "--markdown"], /^Only one of/],
    ["an unknown option", [".", "--what"], /--what[^]+Usage: /],
  ])("%s is a misuse, in a sentence", (_title, args, sentence) => {
    expect(() => run(...args)).toThrow(MisuseError);
    expect(() => run(...args)).toThrow(sentence);
  });

  it.each([
    ["a folder that is not there", ["nowhere"], /^There is no folder/],
    ["a file in the place of a folder", ["web/a.ts"], /^There is no folder/],
    ["a page that can't be written", [".", "--html", "none/page.html"], /can't be written/],
  ])("%s is said", (_title, args, sentence) => {
    expect(() => run(...args)).toThrow(PlainError);
    expect(() => run(...args)).not.toThrow(MisuseError);
    expect(() => run(...args)).toThrow(sentence);
  });

  it("a folder that is named twice, or lies in another, is read once", () => {
    const places = (...folders: string[]) => {
      const { services } = JSON.parse(run(...folders, "--json").printed) as { services: unknown[] };
      return services;
    };
    expect(places(".", "./web", ".")).toEqual(places("."));
  });

  it("tells how far it is with many files", () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `f${String(index)}.ts`);
    withFiles(Object.fromEntries(names.map((name) => [name, ""])), (directory) => {
      let told = "";
      const tell = (text: string): void => void (told += text);
      runInventory(["."], { print: () => undefined, tell, directory });
      expect(told).toContain("500 of 1,200 files ...\n1,000 of 1,200 files ...\n");
    });
  });

  it("empty and broken files, and those of no text, are named, and the rest is found", () => {
    const files = {
      ...FILES,
      "web/empty.ts": "",
      "web/broken.ts": "export const = ;",
      "web/binary.js": "\u0000\u0001\uFFFD",
      "web/package.json": "{",
    };
    withFiles(files, (directory) => {
      let printed = "";
      const print = (text: string): void => void (printed += text);
      expect(runInventory([".", "--json"], { print, tell: () => undefined, directory })).toBe(0);
      const { accesses, unread } = JSON.parse(printed) as Record<string, { file: string }[]>;
      expect(accesses).toHaveLength(5);
      expect(unread?.map(({ file }) => file)).toEqual([
        expect.stringMatching(/binary\.js$/),
        expect.stringMatching(/broken\.ts$/),
      ]);
    });
  });
});
