import type { IncomingMessage } from "node:http";

const MAX_ANSWER_BYTES = 1024 * 1024;

/** The text of an answer. @throws Error where it is longer than 1 MiB, or does not come to its end */
export async function answerText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error("The server answers too much.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
