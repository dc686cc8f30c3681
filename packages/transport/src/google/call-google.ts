import { ErrorCode } from "../constants.ts";
import type { UnaryAnswer, UnaryCall } from "../unary/unary-call.ts";
import { googleModule, type GoogleModule } from "./google-module.ts";

/** A unary call by Google's module. */
export async function callGoogle(call: UnaryCall): Promise<UnaryAnswer> {
  try {
    return await callBy(await googleModule(), call);
  } catch (error) {
    // It could not be loaded: no answer came.
    return { errorCode: ErrorCode.HTTP_ERROR, status: 0, text: String(error) };
  }
}

function callBy(google: GoogleModule, call: UnaryCall): Promise<UnaryAnswer> {
  const { url, method, body, headers, timeoutMs, withCredentials } = call;
  return new Promise((resolve) => {
    const xhr = new google.XhrIo();
    xhr.setWithCredentials(withCredentials);
    xhr.listenOnce(google.EventType.COMPLETE, () => {
      const [errorCode, status, text] = [
        xhr.getLastErrorCode(),
        xhr.getStatus(),
        xhr.getResponseText(),
      ];
      resolve({ errorCode, status, text });
    });
    xhr.send(url, method, body, { ...headers }, timeoutMs / 1000);
  });
}
