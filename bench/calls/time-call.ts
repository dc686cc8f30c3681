import { Agent, request } from "node:http";
import type { LoadRequest } from "../load/load-generator.ts";

/** One connection for each server, kept open. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/**
 * Calls once.
 *
 * @returns milliseconds until all of the answer is there
 * @throws Error where it is refused
 */
export function timeCall(url: string, { method, headers, body }: LoadRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const sent = request(url, { method, headers, agent }, (response) => {
      response.resume().on("end", () => {
        const { statusCode } = response;
        if (statusCode === 200) resolve(performance.now() - startMs);
        else reject(new Error(`A call of ${url} was answered with ${String(statusCode)}.`));
      });
    });
    sent.on("error", reject).end(body);
  });
}
