/**
 * Loaded into a function's process before anything else (`node --import`): what is sent to Google's
 * hosts goes to servers of the bench instead. Nothing else is changed, so that a start includes the
 * credentials and the TLS of production.
 */
import dns from "node:dns";
import { Socket, type TcpNetConnectOpts } from "node:net";

/** Ports of this machine, by the host that they answer for. */
const PORTS = JSON.parse(process.env["FAKE_NETWORK"] ?? "{}") as Readonly<Record<string, number>>;

const connect = Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket;

Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
  const [first, ...rest] = args;
  // Node's own callers hand the arguments over as one list, which Node has marked.
  if (Array.isArray(first)) first[0] = rerouted(first[0] as TcpNetConnectOpts);
  const options = Array.isArray(first) ? first : rerouted(first as TcpNetConnectOpts);
  return connect.call(this, options, ...rest);
};

function rerouted(options: TcpNetConnectOpts): TcpNetConnectOpts {
  const port = PORTS[options.host ?? ""];
  return port === undefined ? options : { ...options, host: "127.0.0.1", port };
}

const { lookup } = dns.promises;

/** gRPC resolves names by itself, and then connects to what it has found. */
dns.promises.lookup = (async (hostname: string, options: dns.LookupOptions) =>
  hostname in PORTS
    ? [{ address: hostname, family: 4 }]
    : lookup(hostname, options)) as typeof lookup;
