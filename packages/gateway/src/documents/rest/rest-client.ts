/// <reference path="./undici-pool.d.ts" />
import Pool from "undici/lib/dispatcher/pool.js";
import type { FirestoreCredentials } from "./firestore-credentials.ts";
import { exchange, NoAnswerError, type HttpAnswer } from "./exchange.ts";
import type { JsonError } from "./rest-json.ts";
import { retry } from "./retry.ts";
import { statusError } from "./status.ts";
import { StoreError } from "../store.ts";
import { untilAborted } from "../until-aborted.ts";

export interface RestClientOptions {
  /** The origin of the server: `https://firestore.googleapis.com`. */
  readonly origin: string;
  /** The name of all documents' root, without a slash at its end. */
  readonly root: string;
  /** What every URL ends with: `?` and parameters, or nothing. @default nothing */
  readonly parameters?: string;
  readonly credentials: Pick<FirestoreCredentials, "authorization" | "forget">;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonic: () => number;
  /** Most requests under way at once; more wait for a connection. */
  readonly connections: number;
  /** The largest answer that is taken, in bytes; it is held in memory as a whole. */
  readonly maxAnswerBytes: number;
}

export interface RestRequest {
  /** What follows `documents` in the URL: `:commit`, or `/users/ada:runQuery`. Percent-encoded. */
  readonly target: string;
  readonly body: object;
}

export interface RestCall {
  readonly signal?: AbortSignal | undefined;
  /** Called for every request that goes out. */
  readonly onSent?: (() => void) | undefined;
  /** Which failures of a read are tried again. @default those that may pass */
  readonly passes?: ((error: StoreError) => boolean) | undefined;
}

const CONNECT_TIMEOUT_MS = 3_000;
/** Firestore ends a query after 60 s. Callers with less patience have a signal. */
const ANSWER_TIMEOUT_MS = 65_000;
/** Google's front ends keep idle connections for minutes. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Firestore's REST API over kept-alive HTTP/1.1 connections, which knows nothing of what
 * travels on it.
 */
export class RestClient {
  readonly #options: RestClientOptions;
  readonly #path: string;
  #pool: Pool;
  #usedAtMs: number;

  constructor(options: RestClientOptions) {
    this.#options = options;
    this.#path = `/v1/${encodeURI(options.root)}`;
    this.#pool = this.#openPool();
    this.#usedAtMs = options.monotonic();
  }

  /**
   * Sends a request that changes nothing, again where it fails for a passing reason.
   *
   * @throws StoreError
   */
  read(request: RestRequest, call: RestCall): Promise<unknown> {
    const body = JSON.stringify(request.body);
    const { random } = this.#options;
    return retry(() => this.#send({ target: request.target, body, isWrite: false }, call), {
      signal: call.signal,
      random,
      passes: call.passes,
    });
  }

  /**
   * Sends a write once. `outcomeUnknown` where it may have been applied without an answer.
   *
   * @throws StoreError
   */
  write(request: RestRequest, call: RestCall): Promise<unknown> {
    const body = JSON.stringify(request.body);
    return this.#send({ target: request.target, body, isWrite: true }, call);
  }

  async #send(
    { target, body, isWrite }: { target: string; body: string; isWrite: boolean },
    { signal, onSent }: RestCall,
  ): Promise<unknown> {
    const { credentials, parameters = "" } = this.#options;
    try {
      const known = credentials.authorization();
      const authorization =
        typeof known === "string" ? known : await untilAborted(known, signal, notSent);
      const headers = ["authorization", authorization, "content-type", "application/json"];
      const path = this.#path + target + parameters;
      const answer = await exchange(this.#freshPool(), { path, headers, body, signal, onSent });
      if (answer.status === 401) credentials.forget(authorization);
      return readAnswer(answer, isWrite);
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      const unreachable = !error.sent && signal?.aborted !== true;
      throw unavailable(error, { isWrite, unreachable });
    }
  }

  /**
   * Cloud Run stops an instance between calls, timers included; when it wakes, nobody has closed
   * the connections that are long dead. A write on one of them would have an unknown outcome.
   */
  #freshPool(): Pool {
    const nowMs = this.#options.monotonic();
    if (nowMs - this.#usedAtMs > KEEP_ALIVE_MS) {
      void this.#pool.close();
      this.#pool = this.#openPool();
    }
    this.#usedAtMs = nowMs;
    return this.#pool;
  }

  #openPool(): Pool {
    return new Pool(this.#options.origin, {
      connections: this.#options.connections,
      // One request at a time on a connection: none is lost with another's.
      pipelining: 1,
      allowH2: false,
      connectTimeout: CONNECT_TIMEOUT_MS,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      maxResponseSize: this.#options.maxAnswerBytes,
    });
  }
}

function readAnswer({ status, body }: HttpAnswer, isWrite: boolean): unknown {
  const json = parseJson(body);
  // A stream that fails has the error as one of its elements, the only one or after some others.
  const failure = Array.isArray(json) ? (json as unknown[]).find(isError) : json;
  if (isError(failure)) {
    const { status: name, message, code = status } = failure.error ?? {};
    throw statusError({ name, message, http: code }, { isWrite });
  }
  if (status === 200 && json !== undefined) return json;
  const message = `HTTP ${String(status)} without an answer of Firestore's`;
  throw statusError({ name: undefined, message, http: status }, { isWrite });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isError(json: unknown): json is JsonError {
  return typeof json === "object" && json !== null && "error" in json;
}

function unavailable(
  { cause, message, sent }: NoAnswerError,
  { isWrite, unreachable }: { readonly isWrite: boolean; readonly unreachable: boolean },
): StoreError {
  const { code } = cause as { code?: unknown };
  if (!isWrite && code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") {
    return new StoreError("ANSWER_TOO_LARGE", "The answer is too large.", { unanswered: true });
  }
  return new StoreError("UNAVAILABLE", `No answer from Firestore: ${message}`, {
    cause,
    outcomeUnknown: isWrite && sent,
    unanswered: sent,
    unreachable,
  });
}

function notSent(reason: unknown): NoAnswerError {
  return new NoAnswerError(reason, false);
}
