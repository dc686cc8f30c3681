import { signInAnonymously } from "firebase/auth";
import { addDoc, collection, getDoc, getDocs, limit, query, where } from "firebase/firestore/lite";
import { auth, db } from "./firestore.ts";

const { user } = await signInAnonymously(auth);
const tasks = collection(db, "tasks");
const ending = new AbortController();
process.once("SIGTERM", () => ending.abort());

/** Adds tasks until it is told to end, and tells of each once it is stored and can be read. */
while (!ending.signal.aborted) {
  const added = await addDoc(tasks, { owner: user.uid, text: "Milk", done: false });
  const [own, all] = await Promise.all([
    getDoc(added),
    getDocs(query(tasks, where("owner", "==", user.uid), limit(5))),
  ]);
  if (!own.exists() || all.empty) throw new Error(`${added.path} is not there.`);
  console.log(JSON.stringify({ added: added.id }));
}
process.exit(0);
