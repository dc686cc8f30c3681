import { ErrorCode } from "../constants.ts";
import { gatewayFor } from "../gateway-for.ts";
import { callGoogle } from "../google/call-google.ts";
import { jsonIn } from "../post.ts";
import { callGateway } from "./call-gateway.ts";
import type { UnaryAnswer, UnaryCall } from "./unary-call.ts";

/** A unary call of the SDK's, with the methods of Google's class that it uses. */
export class XhrIo {
  readonly #listeners: (() => void)[] = [];
  #withCredentials = false;
  #answer: UnaryAnswer = { errorCode: ErrorCode.NO_ERROR, status: 0, text: "" };

  listenOnce(_type: string, listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Counts for Firestore itself: no cookie goes to a gateway. */
  setWithCredentials(withCredentials: boolean): void {
    this.#withCredentials = withCredentials;
  }

  /** @param timeoutSeconds after which the call has failed, whatever becomes of it */
  // eslint-disable-next-line max-params -- it is Google's signature
  send(
    url: string,
    method = "POST",
    body = "",
    headers: UnaryCall["headers"] = {},
    timeoutSeconds = 15,
  ): void {
    const timeoutMs = timeoutSeconds * 1000;
    const call = { url, method, body, headers, timeoutMs, withCredentials: this.#withCredentials };
    const answering = gatewayFor(url) === undefined ? callGoogle(call) : callGateway(call);
    void answering.then((answer) => {
      this.#answer = answer;
      for (const listener of this.#listeners.splice(0)) listener();
    });
  }

  getLastErrorCode(): number {
    return this.#answer.errorCode;
  }

  getLastError(): string {
    return this.#answer.text;
  }

  getStatus(): number {
    return this.#answer.status;
  }

  getResponseText(): string {
    return this.#answer.text;
  }

  getResponseJson(): unknown {
    return jsonIn(this.#answer.text);
  }
}
