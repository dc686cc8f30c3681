import { once } from "node:events";
import type { GatewayProcess } from "./gateway-process.ts";

/** Loaded before the gateway: lets {@link peakMib} ask. */
export const MEMORY_REPORTER = "test/support/report-memory.ts";

/** The most memory that an instance has taken so far, all of it, in MiB. */
export async function peakMib({ child }: GatewayProcess): Promise<number> {
  child.send("peak memory");
  const [kib] = (await once(child, "message")) as [number];
  return kib / 1024;
}
