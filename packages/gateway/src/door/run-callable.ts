import type { CallableRequest } from "firebase-functions/https";
import { answer } from "../pipeline/answer.ts";
import { callableMethod } from "../pipeline/callable-method.ts";
import { Call } from "../call/call.ts";
import type { Callable } from "../callables/callable.ts";
import { firebaseHttps } from "./firebase-https.ts";
import { guard } from "./guard.ts";
import type { Door } from "./handle-call.ts";

/**
 * Runs a callable without HTTP, as a callable function's `run` does: for tests, by whoever they say.
 *
 * @throws HttpsError
 */
export async function runCallable(
  callable: Callable,
  { data, auth, app }: Pick<CallableRequest<unknown>, "data" | "auth" | "app">,
  door: Pick<Door, "deadlineMs" | "gateway">,
): Promise<object> {
  const call = new Call(callable.name, door.deadlineMs, Date.now);
  const incoming = { data: () => guard({ data }), auth, app: app?.appId ?? null, address: "" };
  try {
    return await answer(callableMethod(callable), incoming, { gateway: door.gateway(), call });
  } catch (thrown) {
    const { code, message, reason, details } = call.fault(thrown);
    const { HttpsError } = firebaseHttps();
    throw new HttpsError(code, message, { reason, ...details, usage: call.usage });
  } finally {
    call.end();
  }
}
