import type { RouteSample } from "./route-sample.ts";

const OPTIONS = ["--project", "p", "--api-key", "k"];
const PROPERTIES = `  service: "api",
  projectId: "p",
  apiKey: "k",
`;
const IMPORT = `import { serviceFirestore } from "@database-service/client/service";\n`;
const SHARED = `/** Firestore through the gateway, one for the whole service. */\n`;

/** Servers on Google's libraries. */
export const SERVICE_SAMPLES: readonly RouteSample[] = [
  {
    title: "a server on firebase-admin, which has its project and key from the environment",
    files: {
      "main.ts": `import { initializeApp } from "firebase-admin/app";
import { FieldValue, getFirestore, type Firestore } from "firebase-admin/firestore";

const app = initializeApp();
const db: Firestore = getFirestore(app);
export const touch = () => db.doc("a/b").update({ at: FieldValue.serverTimestamp() });
`,
    },
    after: {
      "main.ts": `import { initializeApp } from "firebase-admin/app";
import { FieldValue, type Firestore } from "firebase-admin/firestore";
${IMPORT}
initializeApp();
const db: Firestore = serviceFirestore({
  service: "api",
  projectId: process.env["GCLOUD_PROJECT"] ?? "",
  apiKey: process.env["FIREBASE_API_KEY"] ?? "",
});
export const touch = () => db.doc("a/b").update({ at: FieldValue.serverTimestamp() });
`,
    },
  },
  {
    title: "a server on @google-cloud/firestore keeps what its settings say",
    options: OPTIONS,
    files: {
      "main.ts": `import { Firestore } from "@google-cloud/firestore";
const projectId = "own";
export const db = new Firestore({ projectId, databaseId: "crm", ignoreUndefinedProperties: true, preferRest: true });
export const more = new Firestore();
`,
    },
    after: {
      "main.ts": `import { serviceFirestore } from "@database-service/client/service";
const projectId = "own";
export const db = serviceFirestore({
  service: "api",
  projectId,
  apiKey: "k",
  databaseId: "crm",
  ignoreUndefinedProperties: true,
});
export const more = serviceFirestore({
${PROPERTIES}});
`,
    },
  },
  {
    title: "the namespace of firebase-admin, in CommonJS, below a shebang",
    options: [...OPTIONS, "--region", "europe-west1", "--function", "crm-database"],
    files: {
      "package.json": "{}",
      "main.js": `#!/usr/bin/env node
"use strict";
const admin = require("firebase-admin");

admin.initializeApp();
const db = admin.firestore();
db.doc("a/b").set({ at: admin.firestore.FieldValue.serverTimestamp() });
`,
    },
    after: {
      "main.js": `#!/usr/bin/env node
"use strict";
const admin = require("firebase-admin");
const { serviceFirestore } = require("@database-service/client/service");

admin.initializeApp();
const db = serviceFirestore({
${PROPERTIES}  region: "europe-west1",
  functionName: "crm-database",
});
db.doc("a/b").set({ at: admin.firestore.FieldValue.serverTimestamp() });
`,
    },
  },
  {
    title: "several places, and those in functions and classes, share one",
    options: OPTIONS,
    files: {
      "src/index.ts": `import { initializeApp } from "firebase-admin/app";
import * as firestore from "firebase-admin/firestore";
import { Store } from "./store.js";
initializeApp();
export const get = (id: string) => firestore.getFirestore().collection("a").doc(id).get();
export const store = new Store();
`,
      "src/store.ts": `import { getFirestore } from "firebase-admin/firestore";
export class Store {
  readonly db = getFirestore();
}
`,
      "src/jobs/clean.ts": `import { getFirestore } from "firebase-admin/firestore";
export const clean = (gatewayFirestore: string) => getFirestore().doc(gatewayFirestore).delete();
`,
    },
    after: {
      "src/gateway-firestore.ts": `${IMPORT}
${SHARED}export const gatewayFirestore = serviceFirestore({
${PROPERTIES}});
`,
      "src/index.ts": `import { initializeApp } from "firebase-admin/app";
import { gatewayFirestore } from "./gateway-firestore.js";
import { Store } from "./store.js";
initializeApp();
export const get = (id: string) => gatewayFirestore.collection("a").doc(id).get();
export const store = new Store();
`,
      "src/store.ts": `import { gatewayFirestore } from "./gateway-firestore.js";
export class Store {
  readonly db = gatewayFirestore;
}
`,
      "src/jobs/clean.ts": `import { gatewayFirestore as gatewayFirestore_ } from "../gateway-firestore.js";
export const clean = (gatewayFirestore: string) => gatewayFirestore_.doc(gatewayFirestore).delete();
`,
    },
  },
  {
    title: "several places in CommonJS, of a database with a name",
    options: OPTIONS,
    files: {
      "package.json": "{}",
      "a.js": `const { getFirestore } = require("firebase-admin/firestore");
exports.a = () => getFirestore("crm").doc("a/b").get();
`,
      "lib/b.js": `const { getFirestore } = require("firebase-admin/firestore");
const db = getFirestore("crm");
exports.b = () => db.doc("a/b").get();
`,
    },
    after: {
      "gateway-firestore-crm.js": `const { serviceFirestore } = require("@database-service/client/service");

${SHARED}exports.gatewayFirestore = serviceFirestore({
${PROPERTIES}  databaseId: "crm",
});
`,
      "a.js": `const { gatewayFirestore } = require("./gateway-firestore-crm");
exports.a = () => gatewayFirestore.doc("a/b").get();
`,
      "lib/b.js": `const { gatewayFirestore } = require("../gateway-firestore-crm");
const db = gatewayFirestore;
exports.b = () => db.doc("a/b").get();
`,
    },
  },
  {
    title: "an app that is initialized within the call is initialized before it",
    options: OPTIONS,
    files: {
      "main.ts": `import { initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { getFirestore } from "firebase-admin/firestore";
export const db = getFirestore(initializeApp({ projectId: "p" }));
export const auth = getAuth();
`,
    },
    after: {
      "main.ts": `import { initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
${IMPORT}initializeApp({ projectId: "p" });
export const db = serviceFirestore({
${PROPERTIES}});
export const auth = getAuth();
`,
    },
  },
  {
    title: "aliases, a default import, and an app's own method",
    isOld: true,
    options: OPTIONS,
    files: {
      "main.ts": `import fire from "firebase-admin";
const app = fire.initializeApp();
const { firestore } = fire;
export const a = firestore();
`,
      "other/main.ts": `import { Firestore as Store } from "@google-cloud/firestore";
export const b = new Store({ databaseId: "b" });
export type Kind = Store;
`,
      "app.ts": `import { app } from "firebase-admin";
export const c = app().firestore().databaseId;
`,
    },
    after: {
      "gateway-firestore.ts": `${IMPORT}
${SHARED}export const gatewayFirestore = serviceFirestore({
${PROPERTIES}});
`,
      "main.ts": `import fire from "firebase-admin";
import { gatewayFirestore } from "./gateway-firestore.js";
const app = fire.initializeApp();
const { firestore } = fire;
export const a = gatewayFirestore;
`,
      "other/main.ts": `import { Firestore as Store } from "@google-cloud/firestore";
${IMPORT}export const b = serviceFirestore({
${PROPERTIES}  databaseId: "b",
});
export type Kind = Store;
`,
      "app.ts": `import { gatewayFirestore } from "./gateway-firestore.js";
export const c = gatewayFirestore.databaseId;
`,
    },
  },
  {
    title: "credentials, hosts and apps of their own, and settings that are not spelled, are left",
    isOld: true,
    options: OPTIONS,
    files: {
      "a.ts": `import { Firestore } from "@google-cloud/firestore";
export const a = new Firestore({ keyFilename: "key.json" });
export const b = new Firestore({ host: "127.0.0.1:8080", ssl: false });
export const c = (settings: object) => new Firestore(settings);
`,
      "b.ts": `import { initializeApp } from "firebase-admin/app";
import { getFirestore } from "firebase-admin/firestore";
const other = initializeApp({}, "other");
export const d = getFirestore(other);
`,
      "c.ts": `import { app } from "firebase-admin";
export const e = app("other").firestore();
`,
    },
    after: {},
    left: [
      /a\.ts:2 .*keyFilename/,
      /a\.ts:3 .*host/,
      /a\.ts:4 .*not spelled/,
      /b\.ts:4 .*app with a name/,
      /c\.ts:2 .*app with a name/,
    ],
  },
  {
    title: "what has moved is kept, and the shadow is to be taken away",
    options: OPTIONS,
    files: {
      "a.ts": `import { serviceFirestore } from "@database-service/client/service";
import { shadowService } from "@database-service/client/shadow/node";
export const db = serviceFirestore({ service: "api", projectId: "p", apiKey: "k" });
export const shadow = shadowService(db, { service: "api", projectId: "p", apiKey: "k" });
`,
    },
    after: {},
    left: [/a\.ts:4 .*twice/],
  },
];
