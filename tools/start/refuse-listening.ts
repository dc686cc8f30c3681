import type { ServerResponse } from "node:http";
import { LISTEN_FUNCTION } from "../../packages/gateway/src/api/function-names.ts";

const MESSAGE =
  "Nothing can be listened to while documents are kept in memory: live queries, and the listeners and reads " +
  "of Firebase's full SDK, need the Firestore emulator, and that a JDK (npm start says which).";

/** Whether a path, `/<region>/<function>`, is that of the function `listen`. */
export function isListening(path: string): boolean {
  return path.endsWith(`/${LISTEN_FUNCTION}`);
}

/** Answers by the callable protocol, to any page, why there is no stream. */
export function refuseListening(response: ServerResponse): void {
  const error = { status: "UNIMPLEMENTED", message: MESSAGE, details: { reason: "UNIMPLEMENTED" } };
  response.writeHead(501, {
    "Content-Type": "application/json; charset=utf-8",
    "Access-Control-Allow-Origin": "*",
  });
  response.end(JSON.stringify({ error }));
}
