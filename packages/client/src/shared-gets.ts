import type { Request, Response } from "../../gateway/src/api/api.ts";
import { CallEnd } from "./call-end.ts";
import type { CallOptions } from "./call-options.ts";
import type { Send } from "./send.ts";
import { DatabaseError } from "./database-error.ts";
import { answersOf, type DocumentResponse } from "./shared-answer.ts";

type GetRequest = Request<"getDocument">;

/** Most documents that one getDocuments may ask for. */
export const MAX_SHARED_GETS = 500;

/** A get that waits to be sent with the others of its turn. */
interface WaitingGet {
  readonly request: GetRequest;
  readonly options: CallOptions | undefined;
  readonly settle: (answer: Promise<DocumentResponse>) => void;
}

/**
 * Sends the gets of one turn that differ in their paths alone as one request, and answers each as
 * if it had been alone.
 */
export class SharedGets {
  readonly #send: Send;
  /** By what they have in common. */
  #waiting = new Map<string, WaitingGet[]>();

  constructor(send: Send) {
    this.#send = send;
  }

  async get(request: GetRequest, options: CallOptions = {}): Promise<DocumentResponse> {
    const end = new CallEnd(options);
    try {
      return await end.until(
        () =>
          new Promise((resolve) => {
            this.#add({ request, options, settle: resolve });
          }),
      );
    } finally {
      end.dispose();
    }
  }

  #add(waiting: WaitingGet): void {
    const { path: _, ...rest } = waiting.request;
    const key = JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (this.#waiting.size === 0) queueMicrotask(() => this.#sendAll());
    const alike = this.#waiting.get(key);
    if (alike === undefined) this.#waiting.set(key, [waiting]);
    else alike.push(waiting);
  }

  #sendAll(): void {
    const groups = this.#waiting;
    this.#waiting = new Map();
    for (const all of groups.values()) {
      const group = all.filter(({ options }) => options?.signal?.aborted !== true);
      for (let start = 0; start < group.length; start += MAX_SHARED_GETS) {
        this.#sendTogether(group.slice(start, start + MAX_SHARED_GETS));
      }
    }
  }

  #sendTogether(group: readonly WaitingGet[]): void {
    const [first, ...others] = group;
    if (first === undefined) return;
    if (others.length === 0) return first.settle(this.#alone(first));
    const { path: _, ...rest } = first.request;
    const paths = group.map(({ request }) => request.path);
    const together = this.#send("getDocuments", { ...rest, paths }, { kind: "read" }).then(
      (answer) => answersOf(paths, answer as Response<"getDocuments">),
    );
    group.forEach((waiting, index) => {
      waiting.settle(
        together.then(
          (answers) => answerAt(answers, index),
          (error: unknown) => {
            if (!isOfOne(error)) throw error;
            return this.#alone(waiting);
          },
        ),
      );
    });
  }

  async #alone({ request, options }: WaitingGet): Promise<DocumentResponse> {
    return (await this.#send("getDocument", request, {
      kind: "read",
      ...options,
    })) as DocumentResponse;
  }
}

function answerAt(
  answers: readonly (DocumentResponse | DatabaseError)[],
  index: number,
): DocumentResponse {
  const answer = answers[index];
  if (answer === undefined)
    throw new RangeError("The gateway answered fewer documents than asked.");
  if (answer instanceof DatabaseError) throw answer;
  return answer;
}

/** What would have come to each alone, whatever else is asked. */
const OF_ALL: ReadonlySet<DatabaseError["reason"]> = new Set([
  "NO_ANSWER",
  "GATEWAY_UNAVAILABLE",
  "FIRESTORE_UNAVAILABLE",
  "REQUEST_TIMEOUT",
  "INVALID_CREDENTIALS",
  "CALLER_BLOCKED",
] as const);

/** Whether the error of a shared request may be the fault of one of its gets, or of their number. */
function isOfOne(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false;
  const isOutOfCalls = error.reason === "QUOTA_EXCEEDED" && error.details["class"] === "calls";
  return !OF_ALL.has(error.reason) && !isOutOfCalls;
}
