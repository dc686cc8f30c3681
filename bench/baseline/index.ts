/**
 * What the gateway is measured against: bare callables, and bare callables that do with
 * firebase-admin what one of the gateway's does, without its quotas, checks, schemas and limits.
 */
import { initializeApp } from "firebase-admin/app";
import { getFirestore, type DocumentSnapshot } from "firebase-admin/firestore";
import { onCall } from "firebase-functions/https";
import type { Request } from "../../packages/gateway/src/api/api.ts";

/** What the gateway answered to the same request, so that both send as much. */
const ANSWER: unknown = JSON.parse(process.env["BENCH_ANSWER"] ?? "null");

export const bare = onCall(() => ANSWER);

export const getDocument = onCall<Request<"getDocument">>(async ({ data }) => {
  return { document: toAnswer(await firestore().doc(data.path).get()) };
});

export const getDocuments = onCall<Request<"getDocuments">>(async ({ data }) => {
  const references = data.paths.map((path) => firestore().doc(path));
  return { documents: (await firestore().getAll(...references)).map(toAnswer) };
});

export const queryDocuments = onCall<Request<"queryDocuments">>(async ({ data }) => {
  const { collection = "", limit = 0 } = data;
  const { docs } = await firestore().collection(collection).limit(limit).get();
  return { documents: docs.map(toAnswer) };
});

export const createDocument = onCall<Request<"createDocument">>(async ({ data }) => {
  const reference = firestore().collection(data.collection).doc();
  const { writeTime } = await reference.create(data.data);
  const updateTime = writeTime.toDate().toISOString();
  return { document: { path: reference.path, id: reference.id, updateTime } };
});

export const updateDocument = onCall<Request<"updateDocument">>(async ({ data }) => {
  const reference = firestore().doc(data.path);
  const { writeTime } = await reference.update(data.data);
  const updateTime = writeTime.toDate().toISOString();
  return { document: { path: reference.path, id: reference.id, updateTime } };
});

export const batchWrite = onCall<Request<"batchWrite">>(async ({ data }) => {
  const batch = firestore().batch();
  for (const write of data.writes) {
    if (write.op === "set") batch.set(firestore().doc(write.path), write.data);
  }
  const results = await batch.commit();
  return { results: results.map(({ writeTime }) => ({ updateTime: writeTime.toDate() })) };
});

let database: ReturnType<typeof getFirestore> | undefined;

function firestore(): ReturnType<typeof getFirestore> {
  return (database ??= getFirestore(initializeApp()));
}

function toAnswer(document: DocumentSnapshot): unknown {
  const { id, ref } = document;
  const createTime = document.createTime?.toDate().toISOString();
  const updateTime = document.updateTime?.toDate().toISOString();
  return { path: ref.path, id, data: document.data(), createTime, updateTime };
}
