import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth } from "firebase/auth";
import { connectFirestoreEmulator, getFirestore } from "firebase/firestore/lite";

const {
  GCLOUD_PROJECT: projectId = "demo-database-service",
  FIREBASE_AUTH_EMULATOR_HOST: authHost = "127.0.0.1:9099",
  DEPLOYED: isDeployed,
} = process.env;

const app = initializeApp({ apiKey: "demo", projectId });
export const auth = getAuth(app);
export const db = getFirestore(app);

if (isDeployed === undefined) {
  connectAuthEmulator(auth, `http://${authHost}`, { disableWarnings: true });
  connectFirestoreEmulator(db, "127.0.0.1", Number(process.env["FIRESTORE_PORT"] ?? 8080));
}
