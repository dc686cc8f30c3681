import { once } from "node:events";
import { Agent, createServer, request as send, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Tally } from "./tally.ts";

/** Of the requests of Firestore's REST API, what is counted. */
interface Body {
  readonly documents?: readonly string[];
  readonly writes?: readonly { readonly update?: { readonly name: string } }[];
}

/**
 * Passes requests of Firestore's REST API on.
 *
 * @param target where to: `host:port`
 * @returns its port
 */
export async function startRestProxy(target: string, tally: Tally): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const { method, url = "", headers } = request;
      const sent = send(`http://${target}${url}`, { agent, method, headers });
      sent.on("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        count(body, answer, tally);
      });
      sent.on("error", () => response.destroy());
      sent.end(body);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

function count(body: Buffer, { statusCode }: IncomingMessage, tally: Tally): void {
  const { documents = [], writes = [] } = JSON.parse(body.toString()) as Body;
  const written = writes.flatMap(({ update }) => update?.name ?? []);
  tally.count("reads", documents);
  tally.count("writes", written);
  if (statusCode === 200) tally.count("updates", written);
}
