import type { RouteSample } from "./route-sample.ts";

const P = ["--project", "p"];

/** Web apps of which a part is left as it is, with the reason. */
export const LEFT_SAMPLES: readonly RouteSample[] = [
  {
    title: "a connection that depends on what is not known there leaves its database",
    options: P,
    files: {
      "db.ts": `import { initializeApp } from "firebase/app";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore/lite";
const db = getFirestore(initializeApp({}));
const late = location.hostname === "localhost";
if (late) connectFirestoreEmulator(db, "127.0.0.1", 8080);
export { db };
`,
    },
    after: {},
    left: [/db\.ts:5 .*late is not known where the database begins/],
  },
  {
    title: "a connection as a user of its own, in an else, or in a function leaves its database",
    options: P,
    files: {
      "a.ts": `import { getApp } from "firebase/app";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore/lite";
const db = getFirestore(getApp(), "a");
connectFirestoreEmulator(db, "127.0.0.1", 8080, { mockUserToken: "owner" });
`,
      "b.ts": `import { getApp } from "firebase/app";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore/lite";
const db = getFirestore(getApp(), "b");
if (location.port === "") alert(1);
else connectFirestoreEmulator(db, "127.0.0.1", 8080);
`,
      "c.ts": `import { getApp } from "firebase/app";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore/lite";
const db = getFirestore(getApp(), "c");
export const local = () => connectFirestoreEmulator(db, "127.0.0.1", 8080);
`,
    },
    after: {},
    left: [/a\.ts:4 .*mockUserToken/, /b\.ts:5 .*conditions alone/, /c\.ts:4 .*conditions alone/],
  },
  {
    title: "several places are left where no app is theirs alone",
    options: P,
    files: {
      "a.ts": `import { getApps, getApp, initializeApp } from "firebase/app";
import { getFirestore } from "firebase/firestore/lite";
const app = getApps().length > 0 ? getApp() : initializeApp({});
export const db = () => getFirestore(app);
`,
    },
    after: {},
    left: [/a\.ts:4 .*not initialized by a statement/],
  },
  {
    title:
      "a host of its own, a function that is handed on, and a file that can't be read are left",
    options: P,
    files: {
      "a.ts": `import { getApp } from "firebase/app";
import { initializeFirestore } from "firebase/firestore/lite";
export const db = initializeFirestore(getApp(), { host: "firestore.example.com" });
`,
      "b.ts": `import { getFirestore } from "firebase/firestore/lite";
export const registered = [1].map(getFirestore as never);
export const later = Promise.resolve().then(getFirestore);
`,
      "c.js": `import { getFirestore } from "firebase/firestore/lite";
const db = getFirestore(;
`,
    },
    after: {},
    left: [/a\.ts:3 .*host of its own/, /b\.ts:3 .*handed on/, /c\.js:2 .*can't be read/],
  },
  {
    title: "the namespaced API, frameworks, the CDN and React Native are left, with the reason",
    files: {
      "a.html": `<script type="module">
import { getFirestore } from "https://www.gstatic.com/firebasejs/12.0.0/firebase-firestore.js";
const db = getFirestore();
</script>
`,
      "b.js": `import firebase from "firebase/compat/app";
import "firebase/compat/firestore";
firebase.initializeApp({}).firestore().doc("a/b");
firebase.firestore().doc("a/b");
`,
      "c.js": `import firestore from "@react-native-firebase/firestore";
firestore().doc("a/b");
`,
      "d.js": `import { getFirestore } from "@angular/fire/firestore";
getFirestore();
`,
    },
    after: {},
    left: [
      /a\.html:3 .*CDN/,
      /b\.js:3 .*by settings\(\)/,
      /b\.js:4 .*by settings\(\)/,
      /c\.js:2 .*gRPC/,
      /d\.js:2 .*override in package\.json/,
    ],
  },
];
