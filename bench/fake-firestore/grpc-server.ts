import { readFileSync } from "node:fs";
import {
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
} from "@grpc/grpc-js";
import { fromJSON } from "@grpc/proto-loader";
import type { TlsIdentity } from "../start/fake-google.ts";
import type { FakeDatabase, FakeDocument, FakeWrite, StoredFields } from "./fake-database.ts";

/** Firestore's protocol, as its own client brings it along. */
const PROTOCOL = "functions/node_modules/@google-cloud/firestore/build/protos/v1.json";

interface BatchGetRequest {
  readonly documents: readonly string[];
}

interface RunQueryRequest {
  readonly parent: string;
  readonly structuredQuery: {
    readonly from: readonly [{ readonly collectionId: string }];
    readonly limit: { readonly value: number } | null;
  };
}

interface CommitRequest {
  readonly writes: readonly {
    readonly update: { readonly name: string; readonly fields: StoredFields };
    readonly updateMask: { readonly fieldPaths: readonly string[] } | null;
    readonly currentDocument: { readonly exists?: boolean } | null;
  }[];
}

/** The database behind Firestore's gRPC API, as firebase-admin speaks to it. @returns its port */
export function startGrpcServer(database: FakeDatabase, tls?: TlsIdentity): Promise<number> {
  const server = new Server();
  server.addService(firestoreService(), {
    batchGetDocuments(call: ServerWritableStream<BatchGetRequest, unknown>) {
      const { documents } = call.request;
      const readTime = toTimestamp(database.now());
      for (const [index, found] of database.get(documents).entries()) {
        const result = found ? { found: toMessage(found) } : { missing: documents[index] };
        call.write({ ...result, readTime });
      }
      call.end();
    },
    runQuery(call: ServerWritableStream<RunQueryRequest, unknown>) {
      const { parent, structuredQuery } = call.request;
      const collection = `${parent}/${structuredQuery.from[0].collectionId}`;
      const readTime = toTimestamp(database.now());
      for (const found of database.list(collection, structuredQuery.limit?.value ?? Infinity)) {
        call.write({ document: toMessage(found), readTime });
      }
      call.end();
    },
    commit(call: ServerUnaryCall<CommitRequest, unknown>, answer: sendUnaryData<unknown>) {
      const { writes } = call.request;
      const time = database.commit(writes.map(toWrite));
      if (time === undefined) {
        answer({ code: status.FAILED_PRECONDITION });
        return;
      }
      const updateTime = toTimestamp(time);
      const writeResults = writes.map(() => ({ updateTime }));
      answer(null, { writeResults, commitTime: updateTime });
    },
  });
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", credentialsOf(tls), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

function credentialsOf(tls: TlsIdentity | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) };
  return ServerCredentials.createSsl(null, [pair]);
}

export function firestoreService(): ServiceDefinition {
  const protocol = JSON.parse(readFileSync(PROTOCOL, "utf8")) as Parameters<typeof fromJSON>[0];
  const definition = fromJSON(protocol, { longs: String });
  return definition["google.firestore.v1.Firestore"] as ServiceDefinition;
}

function toWrite({ update, updateMask, currentDocument }: CommitRequest["writes"][number]) {
  const exists = currentDocument?.exists;
  return {
    name: update.name,
    fields: update.fields,
    mask: updateMask?.fieldPaths,
    precondition: exists === undefined ? undefined : { exists },
  } satisfies FakeWrite;
}

function toMessage({ name, fields, createTime, updateTime }: FakeDocument): unknown {
  return {
    name,
    fields,
    createTime: toTimestamp(createTime),
    updateTime: toTimestamp(updateTime),
  };
}

function toTimestamp(micros: bigint): { seconds: string; nanos: number } {
  return {
    seconds: String(micros / 1_000_000n),
    nanos: Number(micros % 1_000_000n) * 1000,
  };
}
