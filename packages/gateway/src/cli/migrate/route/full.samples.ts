import type { RouteSample } from "./route-sample.ts";

const HOST = `host: "us-central1-p.cloudfunctions.net/database"`;
const P = ["--project", "p"];
const OVERRIDE = `"@firebase/webchannel-wrapper": "file:database-service-transport-0.1.0.tgz"`;

const DATABASE = `import { initializeApp } from "firebase/app";
import { getFirestore } from "firebase/firestore";

export const db = getFirestore(initializeApp({}));
`;
const MOVED = `import { initializeApp } from "firebase/app";
import { initializeFirestore } from "firebase/firestore";

export const db = initializeFirestore(initializeApp({}), {
  ${HOST},
  ssl: true,
});
`;

/** Apps on firebase/firestore, the full SDK. */
export const FULL_SAMPLES: readonly RouteSample[] = [
  {
    title: "the full SDK gets the host, and its transport a line before the dependencies",
    options: P,
    files: {
      "package.json": `{
  "name": "web",
  "type": "module",
  "dependencies": {
    "firebase": "12.19.0"
  }
}
`,
      "db.ts": DATABASE,
    },
    after: {
      "package.json": `{
  "name": "web",
  "type": "module",
  "overrides": { ${OVERRIDE} },
  "dependencies": {
    "firebase": "12.19.0"
  }
}
`,
      "db.ts": MOVED,
    },
  },
  {
    title: "overrides that are there keep their form, and a cache stays in the settings",
    options: P,
    files: {
      "package.json": `{\r\n\t"overrides": {\r\n\t\t"a": "1.0.0"\r\n\t},\r\n\t"type": "module"\r\n}`,
      "db.ts": `import { getApp } from "firebase/app";
import { initializeFirestore, persistentLocalCache } from "firebase/firestore";
export const db = initializeFirestore(getApp(), { localCache: persistentLocalCache({}) });
`,
    },
    after: {
      "package.json": `{\r\n\t"overrides": {\r\n\t\t"a": "1.0.0",\r\n\t\t${OVERRIDE}\r\n\t},\r\n\t"type": "module"\r\n}`,
      "db.ts": `import { getApp } from "firebase/app";
import { initializeFirestore, persistentLocalCache } from "firebase/firestore";
export const db = initializeFirestore(getApp(), { localCache: persistentLocalCache({}), ${HOST}, ssl: true });
`,
    },
  },
  {
    title: "hosts of Firestore and of its emulator become the gateway's, where they stand",
    options: P,
    files: {
      "package.json": `{ "type": "module", "overrides": {} }\n`,
      "a.ts": `import { getApp } from "firebase/app";
import { getFirestore, initializeFirestore } from "firebase/firestore";
const isLocal = location.hostname === "localhost";
const settings = {
  host: isLocal ? "localhost:8080" : 'firestore.googleapis.com', // kept
  ssl: !isLocal,
};
export const db = initializeFirestore(getApp(), settings);
export const same = () => getFirestore();
`,
    },
    after: {
      "package.json": `{ "type": "module", "overrides": { ${OVERRIDE} } }\n`,
      "a.ts": `import { getApp } from "firebase/app";
import { getFirestore, initializeFirestore } from "firebase/firestore";
const isLocal = location.hostname === "localhost";
const settings = {
  host: isLocal ? "localhost:5001/p/us-central1/database" : 'us-central1-p.cloudfunctions.net/database', // kept
  ssl: !isLocal,
};
export const db = initializeFirestore(getApp(), settings);
export const same = () => getFirestore();
`,
    },
  },
  {
    title: "of a workspace the root's package.json counts, by yarn its resolutions",
    options: P,
    files: {
      "package.json": `{"private": true, "workspaces": ["packages/*"]}`,
      "yarn.lock": "",
      "packages/web/package.json": `{"type": "module"}`,
      "packages/web/db.ts": DATABASE,
    },
    after: {
      "package.json": `{"private": true, "workspaces": ["packages/*"], "resolutions": { ${OVERRIDE} }}`,
      "packages/web/db.ts": MOVED,
    },
  },
  {
    title: "pnpm has its own place, in the root of its workspace",
    options: P,
    files: {
      "package.json": `{"private": true}`,
      "pnpm-workspace.yaml": `packages:\n  - "apps/**"\n`,
      "apps/one/web/package.json": `{"type": "module"}`,
      "apps/one/web/db.ts": DATABASE,
    },
    after: {
      "pnpm-workspace.yaml": `packages:\n  - "apps/**"\noverrides:\n  ${OVERRIDE}\n`,
      "apps/one/web/db.ts": MOVED,
    },
  },
  {
    title:
      "another override of the transport is replaced, and what is no workspace is a root itself",
    options: P,
    files: {
      "package.json": `{"private": true, "workspaces": { "packages": ["apps/*"] }}`,
      "web/package.json": `{
  "type": "module",
  "pnpm": { "overrides": { "@firebase/webchannel-wrapper": "1.0.6" } },
  "packageManager": "pnpm@10.0.0"
}
`,
      "web/db.ts": DATABASE,
    },
    after: {
      "web/package.json": `{
  "type": "module",
  "pnpm": { "overrides": { ${OVERRIDE} } },
  "packageManager": "pnpm@10.0.0"
}
`,
      "web/db.ts": MOVED,
    },
  },
];
