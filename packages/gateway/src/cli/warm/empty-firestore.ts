import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** The requests of a first call, as Firestore's REST API has them. */
interface RequestBody {
  readonly documents?: readonly string[];
  readonly writes?: readonly object[];
}

/** A Firestore without a document, which takes every write and forgets it. */
export async function serveEmptyFirestore(): Promise<{ host: string; close: () => void }> {
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answerTo(body as RequestBody)));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { host: `127.0.0.1:${String(port)}`, close };
}

function answerTo({ documents, writes = [] }: RequestBody): unknown {
  const now = new Date().toISOString();
  if (documents !== undefined) return documents.map((missing) => ({ missing, readTime: now }));
  return { commitTime: now, writeResults: writes.map(() => ({ updateTime: now })) };
}
