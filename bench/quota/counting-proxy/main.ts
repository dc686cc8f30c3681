/** A process of its own, so that those who are measured and what counts don't wait for each other. */
import { startGrpcProxy } from "./grpc-proxy.ts";
import { startRestProxy } from "./rest-proxy.ts";
import { Tally } from "./tally.ts";

const target = process.argv[2] ?? "";
const tally = new Tally();
const [rest, grpc] = await Promise.all([
  startRestProxy(target, tally),
  startGrpcProxy(target, tally),
]);
process.on("message", () => process.send?.(tally.counted));
process.on("disconnect", () => process.exit());
process.send?.({ rest, grpc });
