import { FieldValue } from "@google-cloud/firestore";
import { db } from "./firestore.ts";

const ending = new AbortController();
process.once("SIGTERM", () => ending.abort());

/** Closes open tasks until it is told to end, each once, and counts them. */
while (!ending.signal.aborted) {
  const { docs } = await db.collection("tasks").where("done", "==", false).limit(3).get();
  for (const { ref, id } of docs) {
    const isClosed = await db.runTransaction(async (transaction) => {
      const task = await transaction.get(ref);
      if (task.get("done") !== false) return false;
      transaction.update(ref, { done: true });
      transaction.set(db.doc("stats/all"), { closed: FieldValue.increment(1) }, { merge: true });
      return true;
    });
    if (isClosed) console.log(JSON.stringify({ closed: id }));
  }
}
process.exit(0);
