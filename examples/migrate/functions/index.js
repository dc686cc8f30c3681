import { initializeApp } from "firebase-admin/app";
import { FieldValue, getFirestore } from "firebase-admin/firestore";
import { onRequest } from "firebase-functions/https";

initializeApp();

/** Writes a report, under the id that it is asked for, and answers how many tasks there are. */
export const report = onRequest(async (request, response) => {
  const db = getFirestore();
  const { searchParams } = new URL(request.url, "http://localhost");
  const id = searchParams.get("id") ?? "unnamed";
  const tasks = await db.collection("tasks").count().get();
  const { count } = tasks.data();
  const created = FieldValue.serverTimestamp();
  await db.collection("reports").doc(id).create({ count, created });
  response.json({ count });
});
