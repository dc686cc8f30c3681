/** A process of its own, so that the load is not kept waiting by what else the bench does. */
import autocannon from "autocannon";
import type { Client } from "autocannon";
import type { Load, LoadResult } from "./load-generator.ts";

process.on("message", (load: Load) => void run(load));
process.on("disconnect", () => process.exit());

async function run({ url, connections, seconds, requests }: Load): Promise<void> {
  const posts = requests.map(({ headers, body }) => ({ method: "POST" as const, headers, body }));
  let next = 0;
  // Each connection starts at another request: no two ask for the same at the same time.
  const setupClient = (client: Client) => {
    client.setRequests([...posts.slice(next), ...posts.slice(0, next)]);
    next = (next + 1) % posts.length;
  };
  const options = { url, connections, duration: seconds, requests: posts, setupClient };
  const { "2xx": answered, errors, non2xx } = await autocannon(options);
  const result: LoadResult = { answered, failed: errors + non2xx };
  process.send?.(result);
}
