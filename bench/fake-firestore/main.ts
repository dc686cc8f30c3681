/** A process of its own, so that the load generator and Firestore don't wait for each other. */
import { once } from "node:events";
import type { TlsIdentity } from "../start/fake-google.ts";
import { FakeDatabase } from "./fake-database.ts";
import { startGrpcServer } from "./grpc-server.ts";
import { startRestServer } from "./rest-server.ts";

const database = new FakeDatabase();
const [tls] = (await once(process, "message")) as [TlsIdentity];
const [rest, grpc, tlsRest, tlsGrpc] = await Promise.all([
  startRestServer(database),
  startGrpcServer(database),
  startRestServer(database, tls),
  startGrpcServer(database, tls),
]);
process.on("message", () => process.send?.(database.counts));
process.on("disconnect", () => process.exit());
process.send?.({ rest, grpc, tlsRest, tlsGrpc });
