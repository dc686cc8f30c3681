/** A process of its own, so that the load is not kept waiting by what else the bench does. */
import autocannon from "autocannon";
import type { Client } from "autocannon";
import type { Load, LoadResult } from "./load-generator.ts";

process.on("message", (load: Load) => void run(load));
process.on("disconnect", () => process.exit());

/** How often autocannon looks whether it is done. */
const POLL_MS = 5;

async function run({ url, connections, requests, until }: Load): Promise<void> {
  const posts = requests.map((request) => ({ method: "POST" as const, ...request }));
  let next = 0;
  // Each connection starts at another request: no two ask for the same at the same time.
  const setupClient = (client: Client) => {
    client.setRequests([...posts.slice(next), ...posts.slice(0, next)]);
    next = (next + 1) % posts.length;
  };
  const end = "calls" in until ? { amount: until.calls } : { duration: until.seconds };
  const options = { url, connections, requests: posts, setupClient, sampleInt: POLL_MS, ...end };
  const { "2xx": answered, errors, non2xx, start, finish } = await autocannon(options);
  const failed = errors + non2xx;
  const result: LoadResult = {
    calls: answered + failed,
    failed,
    tookMs: finish.getTime() - start.getTime(),
  };
  process.send?.(result);
}
