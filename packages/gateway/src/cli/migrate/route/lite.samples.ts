import type { RouteSample } from "./route-sample.ts";

const HOST = `host: "us-central1-p.cloudfunctions.net/database"`;
const EMULATED = `host: "127.0.0.1:5001/p/us-central1/database"`;
const P = ["--project", "p"];

/** Apps on firebase/firestore/lite. */
export const LITE_SAMPLES: readonly RouteSample[] = [
  {
    title: "a database of an app, which tells the project",
    files: {
      "db.ts": `import { initializeApp } from "firebase/app";
import { doc, getDoc, getFirestore } from "firebase/firestore/lite";

const app = initializeApp({ projectId: "p" });
// The only database.
export const db = getFirestore(app); // kept
export const read = () => getDoc(doc(db, "a/b"));
`,
    },
    after: {
      "db.ts": `import { initializeApp } from "firebase/app";
import { doc, getDoc, initializeFirestore } from "firebase/firestore/lite";

const app = initializeApp({ projectId: "p" });
// The only database.
export const db = initializeFirestore(app, {
  host: \`us-central1-\${app.options.projectId}.cloudfunctions.net/database\`,
  ssl: true,
}); // kept
export const read = () => getDoc(doc(db, "a/b"));
`,
    },
  },
  {
    title: "the default app, another region and function, single quotes, tabs and no semicolons",
    options: ["--region", "europe-west1", "--function", "crm-database"],
    files: {
      "db.js": `import { getFirestore } from 'firebase/firestore/lite'

export function id() {
	return 'a'
}
export const db = getFirestore()
`,
    },
    after: {
      "db.js": `import { initializeFirestore } from 'firebase/firestore/lite'
import { getApp } from 'firebase/app'

export function id() {
	return 'a'
}
export const db = initializeFirestore(getApp(), {
	host: \`europe-west1-\${getApp().options.projectId}.cloudfunctions.net/crm-database\`,
	ssl: true,
})
`,
    },
  },
  {
    title: "the emulator's connection becomes a setting, and what is beside it stays",
    options: P,
    files: {
      "db.ts": `import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth } from "firebase/auth";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore/lite";

const app = initializeApp({});
const isLocal = location.hostname === "localhost";
export const auth = getAuth(app);
export const db = getFirestore(app);

if (isLocal) {
  connectAuthEmulator(auth, "http://127.0.0.1:9099");
  connectFirestoreEmulator(db, "127.0.0.1", 8080);
}
`,
    },
    after: {
      "db.ts": `import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth } from "firebase/auth";
import { initializeFirestore } from "firebase/firestore/lite";

const app = initializeApp({});
const isLocal = location.hostname === "localhost";
export const auth = getAuth(app);
export const db = initializeFirestore(app, {
  ...(isLocal
    ? { ${EMULATED}, ssl: false }
    : { ${HOST}, ssl: true }),
});

if (isLocal) {
  connectAuthEmulator(auth, "http://127.0.0.1:9099");
}
`,
    },
  },
  {
    title: "a connection alone falls away with its conditions",
    options: P,
    files: {
      "db.ts": `import { initializeApp } from "firebase/app";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore/lite";
const db = getFirestore(initializeApp({}));
if (location.port !== "") if (location.hostname === "localhost" || location.hostname === "::1") {
  connectFirestoreEmulator(db, location.hostname, 8080);
}
export { db };
`,
    },
    after: {
      "db.ts": `import { initializeApp } from "firebase/app";
import { initializeFirestore } from "firebase/firestore/lite";
const db = initializeFirestore(initializeApp({}), {
  ...(location.port !== "" && (location.hostname === "localhost" || location.hostname === "::1")
    ? { host: \`\${location.hostname}:5001/p/us-central1/database\`, ssl: false }
    : { ${HOST}, ssl: true }),
});
export { db };
`,
    },
  },
  {
    title: "settings get the host, in their own form, and databases keep their names",
    options: P,
    files: {
      "a.ts": `import { getApp } from "firebase/app";
import * as store from "firebase/firestore/lite";
export const one = store.initializeFirestore(getApp(), { ignoreUndefinedProperties: true });
export const two = store.initializeFirestore(
  getApp(),
  {
    ignoreUndefinedProperties: true, // kept
  },
  "two",
);
const settings = { ignoreUndefinedProperties: true };
export const three = store.initializeFirestore(getApp(), settings, "three");
const name = "four";
export const four = store.getFirestore(getApp(), name);
export const five = store.getFirestore("five");
export const empty = store.initializeFirestore(getApp(), {}, "empty");
`,
    },
    after: {
      "a.ts": `import { getApp } from "firebase/app";
import * as store from "firebase/firestore/lite";
export const one = store.initializeFirestore(getApp(), { ignoreUndefinedProperties: true, ${HOST}, ssl: true });
export const two = store.initializeFirestore(
  getApp(),
  {
    ignoreUndefinedProperties: true,
    ${HOST},
    ssl: true, // kept
  },
  "two",
);
const settings = { ignoreUndefinedProperties: true };
export const three = store.initializeFirestore(getApp(), {
  ...settings,
  ${HOST},
  ssl: true,
}, "three");
const name = "four";
export const four = store.initializeFirestore(getApp(), {
  ${HOST},
  ssl: true,
}, name);
export const five = store.initializeFirestore(getApp(), {
  ${HOST},
  ssl: true,
}, "five");
export const empty = store.initializeFirestore(getApp(), {
  ${HOST},
  ssl: true,
}, "empty");
`,
    },
  },
  {
    title: "several places get what is initialized right behind the app",
    options: P,
    files: {
      "app.ts": `import { initializeApp } from "firebase/app";
export const app = initializeApp({});
`,
      "a.ts": `import { collection, getDocs, getFirestore } from "firebase/firestore/lite";
export const all = () => getDocs(collection(getFirestore(), "a"));
`,
      "b.ts": `import { app } from "./app";
import { getFirestore as store, doc, getDoc } from "firebase/firestore/lite";
export const one = () => getDoc(doc(store(app), "a/b"));
`,
    },
    after: {
      "app.ts": `import { initializeApp } from "firebase/app";
import { initializeFirestore } from "firebase/firestore/lite";
export const app = initializeApp({});
initializeFirestore(app, {
  ${HOST},
  ssl: true,
});
`,
    },
  },
  {
    title: "a name that another file exports again is the same function",
    options: P,
    files: {
      "fire.ts": `export { getFirestore } from "firebase/firestore/lite";
export * from "firebase/app";
`,
      "db.ts": `import { getApp, getFirestore } from "./fire";
export const db = getFirestore(getApp());
`,
    },
    after: {
      "db.ts": `import { getApp } from "./fire";
import { initializeFirestore } from "firebase/firestore/lite";
export const db = initializeFirestore(getApp(), {
  ${HOST},
  ssl: true,
});
`,
    },
  },
  {
    title: "CommonJS, with CRLF and a mark of its encoding",
    options: P,
    files: {
      "package.json": "{}",
      "db.js": `\uFEFFconst { getApp } = require("firebase/app");\r\nconst { getFirestore } = require("firebase/firestore/lite");\r\n\r\nexports.db = getFirestore(getApp());\r\n`,
    },
    after: {
      "db.js": `\uFEFFconst { getApp } = require("firebase/app");\r\nconst { initializeFirestore } = require("firebase/firestore/lite");\r\n\r\nexports.db = initializeFirestore(getApp(), {\r\n  ${HOST},\r\n  ssl: true,\r\n});\r\n`,
    },
  },
  {
    title: "a script of a page, from the CDN",
    options: P,
    files: {
      "index.html": `<h1>😀</h1>
<script type="module">
  import { initializeApp } from "https://www.gstatic.com/firebasejs/12.0.0/firebase-app.js";
  import { getFirestore } from "https://www.gstatic.com/firebasejs/12.0.0/firebase-firestore-lite.js";
  initializeApp({});
  const db = getFirestore();
</script>
`,
    },
    after: {
      "index.html": `<h1>😀</h1>
<script type="module">
  import { initializeApp, getApp } from "https://www.gstatic.com/firebasejs/12.0.0/firebase-app.js";
  import { initializeFirestore } from "https://www.gstatic.com/firebasejs/12.0.0/firebase-firestore-lite.js";
  initializeApp({});
  const db = initializeFirestore(getApp(), {
    ${HOST},
    ssl: true,
  });
</script>
`,
    },
  },
  {
    title:
      "what is connected where it is got is initialized right behind the app, which has no name",
    options: P,
    files: {
      "a.ts": `import { initializeApp } from "firebase/app";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore/lite";
initializeApp({});
if (location.port === "5000") connectFirestoreEmulator(getFirestore(), "localhost", 8080);
`,
    },
    after: {
      "a.ts": `import { initializeApp, getApp } from "firebase/app";
import { initializeFirestore } from "firebase/firestore/lite";
initializeApp({});
initializeFirestore(getApp(), {
  ...(location.port === "5000"
    ? { host: "localhost:5001/p/us-central1/database", ssl: false }
    : { ${HOST}, ssl: true }),
});
`,
    },
  },
];
