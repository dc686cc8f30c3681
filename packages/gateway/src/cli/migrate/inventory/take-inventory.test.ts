import { FRAMEWORKS } from "./frameworks.samples.ts";
import { inShort, inventoryOf } from "./inventory.fixture.ts";
import { LIMITS } from "./limits.samples.ts";
import { STYLES } from "./styles.samples.ts";

describe("the accesses in code of each style", () => {
  it.each([...STYLES, ...FRAMEWORKS, ...LIMITS])("$title", ({ files, accesses }) => {
    expect(inventoryOf(files).accesses.map(inShort)).toEqual(accesses);
  });
});

const DB = `import { getFirestore } from "firebase/firestore";\nexport const db = getFirestore();\n`;
const read = (specifier: string): string =>
  `import { collection, getDocs } from "firebase/firestore";
import { NAME } from "${specifier}";
import { getFirestore } from "firebase/firestore";
getDocs(collection(getFirestore(), NAME));`;

describe("imports are followed", () => {
  const NAME = `export const NAME = "users";`;

  it.each([
    ["of TypeScript by the name it compiles to", "./names.js", { "names.ts": NAME }],
    ["of a folder", "./names", { "names/index.ts": NAME }],
    ["of JSON", "./names.json", { "names.json": `{"NAME": "users"}` }],
    ["of CommonJS", "./names.cjs", { "names.cjs": `exports.NAME = "users";` }],
    [
      "by tsconfig.json's paths",
      "~names",
      {
        "names.ts": NAME,
        "tsconfig.json": `{"compilerOptions": {"paths": {"~names": ["./names.ts"]}}}`,
      },
    ],
    [
      "by jsconfig.json's paths",
      "@lib/names",
      {
        "lib/names.js": NAME,
        "jsconfig.json": `{"compilerOptions": {"baseUrl": "./", "paths": {"@lib/*": ["lib/*"]}}}`,
      },
    ],
    [
      "by paths of a tsconfig.json that extends one that is not installed",
      "@/names",
      {
        "lib/names.ts": NAME,
        "tsconfig.json": `{
  "extends": "not-installed/tsconfig.base", // for the framework
  "compilerOptions": { "paths": { "@/*": ["./lib/*"], }, },
}`,
      },
    ],
    [
      "beside a tsconfig.json that extends one that is not installed",
      "./names",
      { "names.ts": NAME, "tsconfig.json": `{"extends": "not-installed/tsconfig.base"}` },
    ],
    ["by a bundler's alias", "@/names", { "src/names.ts": NAME, "package.json": "{}" }],
    [
      "of a workspace's package that is not installed",
      "@shop/names",
      {
        "packages/names/package.json": `{"name": "@shop/names"}`,
        "packages/names/src/index.ts": NAME,
      },
    ],
  ])("%s", (_title, specifier, files) => {
    const { accesses } = inventoryOf({ ...files, "a.ts": read(specifier) });
    expect(accesses.map(inShort)).toEqual(["a.ts:4 query users"]);
  });
});

describe("what does the same through the gateway", () => {
  const carried = (files: Readonly<Record<string, string>>) =>
    inventoryOf(files).accesses.map(({ service, operation, gateway = "not yet" }) =>
      [service, operation, gateway].join(" "),
    );
  const server = (specifier: string, rest: string): string =>
    `import { getFirestore } from "${specifier}";\nconst db = getFirestore();\n${rest}`;

  it("listeners are the transport's in web apps, and of no use to servers and React Native", () => {
    const listen = `db.collection("rooms").onSnapshot(() => {});`;
    const web = `import { collection, getFirestore, onSnapshot } from "firebase/firestore";
onSnapshot(collection(getFirestore(), "rooms"), () => {});`;
    expect(
      carried({
        "api/package.json": `{"name": "api"}`,
        "api/a.ts": server("firebase-admin/firestore", listen),
        "old/package.json": `{"name": "old"}`,
        "old/a.js": `const admin = require("firebase-admin");
admin.firestore().collection("rooms").onSnapshot(() => {});`,
        "phone/package.json": `{"name": "phone"}`,
        "phone/a.ts": server("@react-native-firebase/firestore", listen),
        "web/package.json": `{"name": "web"}`,
        "web/a.ts": web,
      }),
    ).toEqual([
      "api listen not yet",
      "old listen not yet",
      "phone listen not yet",
      "web listen transport",
    ]);
  });

  it("a service that listens by a shared package is as those that import the SDK", () => {
    const shared = `export { onSnapshot, collection } from "firebase/firestore";
import { getFirestore } from "firebase/firestore";
export const db = getFirestore();`;
    expect(
      carried({
        "shared/package.json": `{"name": "shared"}`,
        "shared/index.ts": shared,
        "web/package.json": `{"name": "web"}`,
        "web/a.ts": `import { collection, db, onSnapshot } from "shared";
onSnapshot(collection(db, "rooms"), () => {});`,
      }),
    ).toEqual(["web listen transport"]);
  });

  it("what a server lists and deletes below documents is its Firestore's; pipelines are not carried", () => {
    const rest = `db.listCollections();
db.doc("users/1").listCollections();
db.collection("users").listDocuments();
db.recursiveDelete(db.doc("users/1"));
db.pipeline().collection("users").execute();`;
    expect(
      carried({
        "package.json": `{"name": "api"}`,
        "a.ts": server("firebase-admin/firestore", rest),
      }),
    ).toEqual([
      "api listCollections serviceFirestore",
      "api listCollections serviceFirestore",
      "api listDocuments serviceFirestore",
      "api recursiveDelete serviceFirestore",
      "api pipeline not yet",
    ]);
  });
});

describe("services", () => {
  const shared = {
    "shared/package.json": `{"name": "shared"}`,
    "shared/index.ts": `import { doc, getFirestore, setDoc } from "firebase/firestore";
export const save = (name: string, id: string) => setDoc(doc(getFirestore(), name, id), {});`,
    "web/package.json": `{"name": "web"}`,
    "web/a.ts": `import { save } from "shared";\nsave("users", "1");`,
    "api/package.json": `{"name": "api"}`,
    "api/a.ts": `import { save } from "shared";\nsave("orders", "1");`,
  };

  it("what a shared function does counts for the service that calls it", () => {
    const uses = inventoryOf(shared).accesses.map(({ service, collection, callers }) => {
      return { service, collection, callers };
    });
    expect(uses).toEqual([
      { service: "api", collection: "orders", callers: ["api/a.ts:2"] },
      { service: "web", collection: "users", callers: ["web/a.ts:2"] },
    ]);
  });
});

describe("what can't be read", () => {
  it("is listed, and the rest is read", () => {
    const { accesses, unread } = inventoryOf({
      "broken.ts": "const = ;",
      "generated.js": `getDocs(0);${" ".repeat(5_000_000)}`,
      "db.ts": DB,
      "a.ts": `import { collection, getDocs } from "firebase/firestore";
import { db } from "./db";
getDocs(collection(db, "users"));`,
    });
    expect(accesses.map(inShort)).toEqual(["a.ts:3 query users"]);
    expect(unread.map(({ file }) => file.split(/[\\/]/).at(-1))).toEqual([
      "broken.ts",
      "generated.js",
    ]);
    expect(unread.at(-1)?.problem).toBe("It is longer than 5,000,000 characters");
  });

  it("installed and built code is no part of it", () => {
    const code = `firebase.firestore().collection("users").get();`;
    const { files } = inventoryOf({
      "node_modules/a/a.js": code,
      "dist/a.js": code,
      "a.min.js": code,
    });
    expect(files).toBe(0);
  });
});
