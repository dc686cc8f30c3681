/** A process of its own, so that the load generator and Firestore don't wait for each other. */
import { FakeDatabase } from "./fake-database.ts";
import { startGrpcServer } from "./grpc-server.ts";
import { startRestServer } from "./rest-server.ts";

const database = new FakeDatabase();
const [rest, grpc] = await Promise.all([startRestServer(database), startGrpcServer(database)]);
process.on("message", () => process.send?.(database.counts));
process.on("disconnect", () => process.exit());
process.send?.({ rest, grpc });
