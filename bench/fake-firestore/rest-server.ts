import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type {
  FakeDatabase,
  FakeDocument,
  FakePrecondition,
  FakeWrite,
  StoredFields,
} from "./fake-database.ts";
import type { TlsIdentity } from "../start/fake-google.ts";

/** The requests of Firestore's REST API, as far as the gateway and the bench send them. */
interface Body {
  readonly documents?: readonly string[];
  readonly writes?: readonly JsonWrite[];
  readonly structuredQuery?: {
    readonly from: readonly [{ readonly collectionId: string }];
    readonly limit?: number;
  };
}

interface JsonWrite {
  readonly update: { readonly name: string; readonly fields: StoredFields };
  readonly updateMask?: { readonly fieldPaths: readonly string[] };
  readonly currentDocument?: { readonly exists?: boolean; readonly updateTime?: string };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The database behind Firestore's REST API. @returns its port */
export async function startRestServer(database: FakeDatabase, tls?: TlsIdentity): Promise<number> {
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
      const answer = answerTo(request.url ?? "", body, database);
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer.body));
    });
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** @param url such as `/v1/projects/demo/databases/(default)/documents:commit` */
function answerTo(url: string, body: Body, database: FakeDatabase): Answer {
  const [, parent = "", method] = /^\/v1\/(.*):(\w+)(?:\?|$)/.exec(decodeURI(url)) ?? [];
  switch (method) {
    case "batchGet":
      return { status: 200, body: batchGet(body.documents ?? [], database) };
    case "commit":
      return commit(body.writes ?? [], database);
    case "runQuery": {
      const { from, limit = Infinity } = body.structuredQuery ?? { from: [{ collectionId: "" }] };
      const found = database.list(`${parent}/${from[0].collectionId}`, limit);
      const readTime = toJsonTime(database.now());
      return { status: 200, body: found.map((one) => ({ document: toJson(one), readTime })) };
    }
    default:
      return failure(501, "UNIMPLEMENTED");
  }
}

function batchGet(names: readonly string[], database: FakeDatabase): unknown {
  const readTime = toJsonTime(database.now());
  return database
    .get(names)
    .map((found, index) =>
      found === undefined
        ? { missing: names[index], readTime }
        : { found: toJson(found), readTime },
    );
}

function commit(writes: readonly JsonWrite[], database: FakeDatabase): Answer {
  const time = database.commit(writes.map(fromJson));
  if (time === undefined) return failure(400, "FAILED_PRECONDITION");
  const commitTime = toJsonTime(time);
  const writeResults = writes.map(() => ({ updateTime: commitTime }));
  return { status: 200, body: { writeResults, commitTime } };
}

function fromJson({ update, updateMask, currentDocument }: JsonWrite): FakeWrite {
  return {
    name: update.name,
    fields: update.fields,
    mask: updateMask?.fieldPaths,
    precondition: currentDocument && preconditionOf(currentDocument),
  };
}

function preconditionOf({ exists, updateTime }: NonNullable<JsonWrite["currentDocument"]>) {
  return (
    updateTime === undefined ? { exists } : { updateTime: fromJsonTime(updateTime) }
  ) as FakePrecondition;
}

function failure(code: number, status: string): Answer {
  return { status: code, body: { error: { code, status, message: status } } };
}

function toJson({ name, fields, createTime, updateTime }: FakeDocument): unknown {
  return {
    name,
    fields,
    createTime: toJsonTime(createTime),
    updateTime: toJsonTime(updateTime),
  };
}

const MICROS_PER_SECOND = 1_000_000n;

function toJsonTime(micros: bigint): string {
  const seconds = new Date(Number(micros / 1000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(micros % MICROS_PER_SECOND).padStart(6, "0")}Z`;
}

function fromJsonTime(time: string): bigint {
  const seconds = BigInt(Date.parse(`${time.slice(0, 19)}Z`) / 1000);
  return seconds * MICROS_PER_SECOND + BigInt(time.slice(20, 26));
}
