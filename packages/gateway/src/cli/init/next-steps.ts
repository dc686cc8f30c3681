import { SCRIPT } from "../command/script.ts";
import { CODEBASE } from "./add-codebase.ts";
import { appFiles, type AppForm } from "./app-files.ts";

/** What `init` prints when all is there. */
export function nextSteps(folder: string, form: AppForm): string {
  const sources = [...appFiles(form).keys()].filter((name) => /\.m?[jt]s$/.test(name));
  return `${folder}/ is the codebase ${CODEBASE} of firebase.json: ${sources.join(", ")}.
Commit the tarball in it too: the functions are deployed with it.

1. Install it, and declare your own collections:

     cd ${folder}
     npm install

2. Write firestore.indexes.json as they declare, whenever they change:

     ${SCRIPT} indexes

3. Deploy the functions and the indexes, beside what runs (this needs firebase-tools: npm install
   --save-dev firebase-tools in the folder above):

     ${SCRIPT} deploy --project <id> --keep-rules

Your rules are as they were, so the old way in stays open: who may read or write Firestore directly
still may, without the gateway. When every app calls the gateway, deny all in the rules, and deploy
without --keep-rules; or close them collection by collection: ${SCRIPT} migrate --help.`;
}
