import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth } from "firebase/auth";
import {
  initializeFirestore,
  persistentLocalCache,
  persistentMultipleTabManager,
} from "firebase/firestore";

const app = initializeApp({ apiKey: "demo", projectId: "demo-database-service" });

export const auth = getAuth(app);
// A deployed app has no line that names an emulator.
connectAuthEmulator(auth, "http://127.0.0.1:9099", { disableWarnings: true });

export const firestore = initializeFirestore(app, {
  host: "127.0.0.1:8080",
  ssl: false,
  localCache: persistentLocalCache({ tabManager: persistentMultipleTabManager() }),
});
