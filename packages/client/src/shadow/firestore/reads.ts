import * as sdk from "firebase/firestore";
import type { AggregateSpec, DocumentReference, Query } from "firebase/firestore";
import { aggregateAnswer, documentAnswer, queryAnswer } from "./answer-of-sdk.ts";
import { readOfAggregate, readOfDocument, readOfQuery } from "./read-of-sdk.ts";
import { shadowed } from "./shadow-firestore.ts";

/** `getDoc` of firebase/firestore, compared with the gateway's answer. */
export const getDoc = document(sdk.getDoc);
/** `getDocFromServer` of firebase/firestore, compared with the gateway's answer. */
export const getDocFromServer = document(sdk.getDocFromServer);
/** `getDocs` of firebase/firestore, compared with the gateway's answer. */
export const getDocs = documents(sdk.getDocs);
/** `getDocsFromServer` of firebase/firestore, compared with the gateway's answer. */
export const getDocsFromServer = documents(sdk.getDocsFromServer);

/** `getCountFromServer` of firebase/firestore, compared with the gateway's answer. */
export const getCountFromServer = ((query: Query) =>
  aggregated(query, { count: sdk.count() }, () =>
    sdk.getCountFromServer(query),
  )) as typeof sdk.getCountFromServer;

/** `getAggregateFromServer` of firebase/firestore, compared with the gateway's answer. */
export const getAggregateFromServer = ((query: Query, spec: AggregateSpec) =>
  aggregated(query, spec, () =>
    sdk.getAggregateFromServer(query, spec),
  )) as typeof sdk.getAggregateFromServer;

function aggregated<Result>(
  query: Query,
  spec: AggregateSpec,
  ask: () => Promise<Result>,
): Promise<Result> {
  return shadowed({
    db: query.firestore,
    ask,
    askServer: ask,
    toRead: () => readOfAggregate(query, spec),
    toAnswer: (snapshot) => aggregateAnswer(snapshot as never),
  });
}

function document(get: typeof sdk.getDoc): typeof sdk.getDoc {
  const ask = (reference: DocumentReference) =>
    shadowed({
      db: reference.firestore,
      ask: () => get(reference),
      askServer: () => sdk.getDocFromServer(reference),
      toRead: () => readOfDocument(reference),
      toAnswer: documentAnswer,
    });
  return ask as typeof sdk.getDoc;
}

function documents(get: typeof sdk.getDocs): typeof sdk.getDocs {
  const ask = (query: Query) =>
    shadowed({
      db: query.firestore,
      ask: () => get(query),
      askServer: () => sdk.getDocsFromServer(query),
      toRead: () => readOfQuery(query),
      toAnswer: queryAnswer,
    });
  return ask as typeof sdk.getDocs;
}
