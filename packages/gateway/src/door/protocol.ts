import type { Gateway } from "../gateway.ts";
import type { Method } from "../pipeline/method.ts";
import type { BodyShare } from "./body-budget.ts";
import type { CallOutcome } from "./respond.ts";

/**
 * Answers a further call of the same request, of the same caller and within the same time.
 *
 * @throws GatewayError
 */
export type AnswerFurther = (method: Method, data: object) => Promise<unknown>;

/** One request in the form of its protocol: what it asks for, and how it is answered. */
export interface Protocol {
  /** What the log knows the request by. */
  readonly name: string;
  /** The HTTP methods that web pages may use, as a preflight is told: `GET, POST`. */
  readonly methods: string;
  /**
   * Checks what must be right before the body is looked at.
   *
   * @throws GatewayError for what no caller can be charged for
   */
  check(): void;
  /** What the request asks for. */
  method(gateway: Gateway, answerFurther: AnswerFurther): Method;
  /** What the method is told. @throws GatewayError for a body that is none */
  parse(body: Uint8Array, share: BodyShare): unknown;
  /** Ends when the answer is with the operating system, or the client gone. */
  respond(outcome: CallOutcome): Promise<void>;
}
