import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
getFirestore().collection("users").doc("1").update({});`,
};

interface Ran {
  readonly code: number;
  readonly printed: string;
  readonly told: string;
  readonly page?: string;
}

function run(...args: string[]): Promise<Ran> {
  return withFiles(FILES, (directory) => {
    let printed = "";
    let told = "";
    const print = (text: string): void => void (printed += text);
    const tell = (text: string): void => void (told += text);
    const result = runInventory(args, { print, tell, directory });
    const file = join(directory, "page.html");
    const page = existsSync(file) ? { page: readFileSync(file, "utf8") } : {};
    return result.then((code) => ({ code, printed, told, ...page }));
  });
}

describe("migrate inventory", () => {
  it("prints who uses which collection, and what can move now", async () => {
    const { code, printed } = await run(".");
    expect(code).toBe(0);
    expect(printed).toMatch(/^rooms +web +reads +listen 1 +live listeners \(not yet\)$/m);
    expect(printed).toMatch(/^users +api +writes +update 1 +now$/m);
    expect(printed).toMatch(/^users +web +writes +set 1 +now$/m);
    expect(printed).toContain("api: 1 of 1 collection can move now\n");
    expect(printed).toContain("web: 1 of 2 collections can move now; 1 access has an unknown");
    expect(printed).toContain("Written by more than one service:\n  users: api, web");
    expect(printed).toMatch(/unknown of \(1\):\n {2}web\/a\.ts:5 {2}set \{name\}: `name` is a/);
  });

  it("--json has each access with its place and the gateway's equivalent", async () => {
    const { printed } = await run(".", "--json");
    const { accesses, writtenByMany } = JSON.parse(printed) as Record<string, unknown[]>;
    expect(writtenByMany).toEqual(["users"]);
    expect(accesses).toHaveLength(4);
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

  it("--markdown has a row for each access", async () => {
    const { printed } = await run(".", "--markdown");
    expect(printed).toContain("| web/a.ts:3 | web | listen | `rooms` | not yet |  |");
  });

  it("--html writes one page that needs nothing else, and no code of the project runs in it", async () => {
    const { page = "", code } = await run(".", "--html", "page.html");
    expect(code).toBe(0);
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<link|src=|href=|@import|<b>/);
    expect(page).toContain("<code>users</code>");
    expect(page).toContain("<code>web/a.ts:5</code>");
  });

  it("--service makes one service of all", async () => {
    const { printed } = await run(".", "--service", "shop", "--json");
    const { services } = JSON.parse(printed) as { services: unknown[] };
    expect(services).toEqual([
      { service: "shop", places: 4, movable: ["users"], waiting: ["rooms"], unknown: 1 },
    ]);
  });

  it("--help prints what there is", async () => {
    const { code, printed } = await run("--help");
    expect(code).toBe(0);
    expect(printed).toContain("Usage: database-service migrate inventory");
  });

  it.each([
    ["no folder", [], "Name at least one folder."],
    ["a folder that is not there", ["nowhere"], "There is no folder"],
    ["two formats", [".", "--json", "--markdown"], "Only one of"],
    ["an unknown option", [".", "--what"], "--what"],
  ])("%s is exit code 1, with a sentence", async (_title, args, sentence) => {
    const { code, printed, told } = await run(...args);
    expect(code).toBe(1);
    expect(printed).toBe("");
    expect(told).toContain(sentence);
  });
});
