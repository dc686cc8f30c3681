import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface CountingProxy {
  /** `host:port`, as FIRESTORE_EMULATOR_HOST takes it. */
  readonly host: string;
  /** The requests that went through so far. */
  count(): number;
  close(): Promise<void>;
}

/** Stands before a server, such as Firestore's emulator, and counts what is asked of it. */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const [hostname, port] = target.split(":");
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", (error) => outgoing.destroy(error));
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${String(own)}`,
    count: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
