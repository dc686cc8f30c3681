import type { ServerResponse } from "node:http";

const HTML = "<!doctype html><title>Something else</title>";

/** What something else than the gateway answers, by what it is: a status, and a body. */
export const FOREIGN_ANSWERS = {
  "not-deployed": [404, HTML],
  "not-to-be-called": [403, HTML],
  "too-large": [413, HTML],
  "many-headers": [431, HTML],
  "bad-gateway": [502, HTML],
  "no-instance": [503, HTML],
  "late-gateway": [504, HTML],
  "sign-in-page": [200, HTML],
  nothing: [200, ""],
  "an-object": [200, "{}"],
  null: [200, "null"],
  text: [200, '"ok"'],
  "an-array": [200, "[]"],
  "null-in-an-array": [200, "[null]"],
  "cut-in-json": [200, '[{"commitTime":"2026-01-01T00:'],
  "no-zip": [200, "no gzip"],
  "cut-off": [200, HTML],
  unanswered: [0, ""],
} as const satisfies Readonly<Record<string, readonly [status: number, body: string]>>;

export type ForeignAnswer = keyof typeof FOREIGN_ANSWERS;

/** Answers in the place of a gateway. */
export function answerAs(answer: ForeignAnswer, response: ServerResponse): void {
  const [status, body] = FOREIGN_ANSWERS[answer];
  if (status === 0) return void response.destroy();
  if (answer === "no-zip") response.setHeader("content-encoding", "gzip");
  if (answer !== "cut-off") return void response.writeHead(status).end(body);
  response.writeHead(status, { "content-length": body.length + 1 });
  response.write(body, () => response.destroy());
}
