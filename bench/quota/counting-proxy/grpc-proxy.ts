import { once } from "node:events";
import {
  connect,
  constants,
  createServer,
  type ClientHttp2Stream,
  type Http2Stream,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { firestoreService } from "../../fake-firestore/grpc-server.ts";
import type { Tally } from "./tally.ts";

/** Of the requests of Firestore's gRPC API, what is counted. */
interface Message {
  readonly documents?: readonly string[];
  readonly writes?: readonly { readonly update?: { readonly name: string } | null }[];
}

/** A gRPC message comes after a byte that says whether it is compressed, and four with its length. */
const MESSAGE_OFFSET = 5;

const methods = new Map(Object.values(firestoreService()).map((of) => [of.path, of]));

/**
 * Passes requests of Firestore's gRPC API on, frame by frame, each client's over a connection of
 * its own.
 *
 * @param target where to: `host:port`
 * @returns its port
 */
export async function startGrpcProxy(target: string, tally: Tally): Promise<number> {
  const server = createServer();
  server.on("session", (session) => {
    const upstream = connect(`http://${target}`);
    upstream.on("error", () => session.destroy());
    session.on("close", () => upstream.close());
    session.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      const sent = upstream.request(headers);
      passOn(stream, sent);
      countCall(stream, sent, { path: headers[":path"] ?? "", tally });
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

function passOn(stream: ServerHttp2Stream, sent: ClientHttp2Stream): void {
  let trailers: IncomingHttpHeaders = {};
  sent.on("response", (answer, flags) => {
    const endStream = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    stream.respond(answer, { endStream, waitForTrailers: !endStream });
  });
  sent.on("trailers", (last: IncomingHttpHeaders) => (trailers = last));
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  const ends: readonly (readonly [Http2Stream, Http2Stream])[] = [
    [stream, sent],
    [sent, stream],
  ];
  for (const [from, to] of ends) {
    from.pipe(to);
    from.on("error", () => to.close(constants.NGHTTP2_CANCEL));
    from.on("aborted", () => to.close(constants.NGHTTP2_CANCEL));
  }
}

function countCall(
  stream: ServerHttp2Stream,
  sent: ClientHttp2Stream,
  { path, tally }: { readonly path: string; readonly tally: Tally },
): void {
  const method = methods.get(path);
  if (method === undefined) return;
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => {
    const message = Buffer.concat(chunks).subarray(MESSAGE_OFFSET);
    const { documents = [], writes = [] } = method.requestDeserialize(message) as Message;
    const written = writes.flatMap(({ update }) => update?.name ?? []);
    tally.count("reads", documents);
    tally.count("writes", written);
    sent.on("trailers", (trailers: IncomingHttpHeaders) => {
      if (trailers["grpc-status"] === "0") tally.count("updates", written);
    });
  });
}
