import { NPM_START, openNotes } from "./notes.ts";

const {
  GCLOUD_PROJECT: projectId = NPM_START.projectId,
  FIREBASE_AUTH_EMULATOR_HOST: authHost,
  FUNCTIONS_EMULATOR_ORIGIN: functionsOrigin = NPM_START.functionsOrigin,
} = process.env;
const authOrigin = authHost === undefined ? NPM_START.authOrigin : `http://${authHost}`;

const notes = await openNotes({ projectId, authOrigin, functionsOrigin });
await notes.add({ text: "Milk", pinned: false });
await notes.add({ text: "Bread", pinned: true });
for (const { text, pinned } of await notes.list()) console.log(pinned === true ? "*" : "-", text);
process.exit(0);
