import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInAnonymously } from "firebase/auth";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";

/** Where the project runs; the defaults are those of `npm start`. */
export interface Place {
  readonly projectId: string;
  readonly authOrigin: string;
  readonly functionsOrigin: string;
}

export const NPM_START: Place = {
  projectId: "demo-database-service",
  authOrigin: "http://127.0.0.1:9099",
  functionsOrigin: "http://127.0.0.1:5001",
};

interface Note {
  readonly text: string;
  readonly pinned?: boolean;
}

interface Page {
  readonly documents: readonly { readonly path: string; readonly data: Note }[];
}

/** Signs in somebody new, and answers what they can do with their notes. */
export async function openNotes({ projectId, authOrigin, functionsOrigin }: Place = NPM_START) {
  // A deployed app has its own configuration here, and neither of the two lines with "Emulator".
  const app = initializeApp({ apiKey: "demo", projectId });
  const auth = getAuth(app);
  const functions = getFunctions(app);
  connectAuthEmulator(auth, authOrigin, { disableWarnings: true });
  const { hostname, port } = new URL(functionsOrigin);
  connectFunctionsEmulator(functions, hostname, Number(port));

  const { user } = await signInAnonymously(auth);
  const collection = `users/${user.uid}/notes`;
  const createDocument = httpsCallable(functions, "createDocument");
  const queryDocuments = httpsCallable<unknown, Page>(functions, "queryDocuments");
  return {
    add: (data: Note) => createDocument({ collection, data }),
    list: async () => {
      const { data } = await queryDocuments({ collection, orderBy: [["pinned", "desc"]] });
      return data.documents.map((document) => document.data);
    },
  };
}
