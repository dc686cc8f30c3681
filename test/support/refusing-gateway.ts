import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { ListenFrame } from "../../packages/gateway/src/api/listen.ts";
import { GatewayError, REASONS, type Reason } from "../../packages/gateway/src/errors/error.ts";
import { rpcError } from "../../packages/gateway/src/firestore-rest/rpc-status.ts";
import { toldError } from "../../packages/gateway/src/streams/told-error.ts";
import { answerAs, type ForeignAnswer } from "./foreign-answers.ts";

/** What is refused: what was asked for alone, or the whole request that it came in. */
export type Refused = "target" | "request";

/** How often it is. */
export type Times = "once" | "always";

/** A document's or a collection's id by which a {@link RefusingGateway} refuses it. */
export function refusedId(run: string, times: Times, refused: Refused, reason: Reason): string {
  return `${run}-${times}-${refused}-${reason}`;
}

/** An id for which something else answers in the gateway's place. */
export function foreignId(run: string, times: Times, answer: ForeignAnswer): string {
  return `${run}-${times}-foreign-${answer}`;
}

const FOREIGN_ID = /\w+-(once|always)-foreign-([\w-]+)/;
const REFUSED_ID = /\w+-(once|always)-(target|request)-([A-Z_]+)/;

const TIME = "2026-01-01T00:00:00.000000Z";
const TOKEN = "dG9rZW4";
const COMMITTED = { writeResults: [{ updateTime: TIME }], commitTime: TIME };
const COUNTED = [
  { result: { aggregateFields: { aggregate_0: { integerValue: "1" } } }, readTime: TIME },
];

type Answer = readonly [status: number, json: object];

interface SentTarget {
  readonly id: string;
  readonly message: { readonly documents?: { readonly documents: readonly string[] } };
}

/**
 * The functions `database` and `listen`, which refuse what an id says (see {@link refusedId}), or
 * don't answer it themselves ({@link foreignId}), and answer everything else: each document has the field `n`, and each collection one document.
 */
export class RefusingGateway {
  readonly #refusedOnce = new Set<string>();
  readonly #streams = new Map<ServerResponse, readonly SentTarget[]>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #changes = 0;

  static async start(): Promise<RefusingGateway> {
    const gateway = new RefusingGateway();
    await once(gateway.#server.listen(0, "127.0.0.1"), "listening");
    return gateway;
  }

  /** As it is given to the SDK. */
  get host(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `127.0.0.1:${String(port)}/database`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await once(this.#server.close(), "close");
  }

  /** Tells each stream that has it that a document has another `n`. */
  change(id: string, n: number): void {
    for (const [response, targets] of this.#streams) {
      const changed = targets.filter((target) => JSON.stringify(target).includes(`/${id}"`));
      if (changed.length > 0) this.#tell(response, changed, n);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const foreign = this.#foreignAnswer(body);
    if (foreign !== undefined) return answerAs(foreign, response);
    const sent = JSON.parse(body) as object;
    if (request.url?.startsWith("/listen") === true) return this.#listen(sent, response);
    const [status, json] = Array.isArray(sent) ? this.#inTurn(sent as object[]) : this.#call(sent);
    send(response, status, json);
  }

  #foreignAnswer(body: string): ForeignAnswer | undefined {
    const [id, times, answer] = FOREIGN_ID.exec(body) ?? [];
    if (id === undefined || this.#refusedOnce.has(id)) return undefined;
    if (times === "once") this.#refusedOnce.add(id);
    return answer as ForeignAnswer;
  }

  #inTurn(commits: readonly object[]): Answer {
    const answers = commits.map((commit) => this.#call(commit));
    const stop = answers.findIndex(([status]) => status !== 200);
    const [first] = answers;
    if (stop === 0 && first !== undefined) return first;
    return [200, answers.slice(0, stop === -1 ? undefined : stop + 1).map(([, json]) => json)];
  }

  #call(sent: object): Answer {
    const { error } = this.#refusalOf(sent) ?? {};
    if (error === undefined) return [200, "writes" in sent ? COMMITTED : COUNTED];
    const body = rpcError(error);
    return [body.error.code, body];
  }

  #listen(sent: object, response: ServerResponse): void {
    const { targets } = (sent as { readonly data: { readonly targets: readonly SentTarget[] } })
      .data;
    const refusals = targets.map((target) => this.#refusalOf(target));
    const whole = refusals.find((refusal) => refusal?.refused === "request");
    if (whole !== undefined) {
      return send(response, rpcError(whole.error).error.code, { error: toldError(whole.error) });
    }
    frame(response, { kind: "open", pingMs: 20_000, time: TIME, padding: "" });
    const open = targets.filter((_target, index) => refusals[index] === undefined);
    for (const [index, { id }] of targets.entries()) {
      const error = refusals[index]?.error;
      if (error !== undefined) frame(response, { kind: "removed", id, error: toldError(error) });
    }
    if (open.length > 0) this.#tell(response, open, 1);
    this.#streams.set(response, open);
    response.on("close", () => this.#streams.delete(response));
  }

  #refusalOf(sent: object) {
    const [id, times, refused, reason] = REFUSED_ID.exec(JSON.stringify(sent)) ?? [];
    if (id === undefined || this.#refusedOnce.has(id)) return undefined;
    if (times === "once") this.#refusedOnce.add(id);
    const error = errorFor(reason as Reason, times === "once" ? SOON_MS : LATE_MS);
    return { error, refused: refused as Refused };
  }

  #tell(response: ServerResponse, targets: readonly SentTarget[], n: number): void {
    this.#changes += 1;
    const time = TIME.replace("00.000000", `00.${String(this.#changes).padStart(6, "0")}`);
    const told = targets.map(({ id, message }) => {
      const name = nameIn(message);
      const document = {
        name,
        fields: { n: { integerValue: String(n) } },
        createTime: TIME,
        updateTime: time,
      };
      return {
        id,
        reset: true as const,
        documents: [],
        messages: [document],
        readTime: time,
        token: TOKEN,
      };
    });
    frame(response, { kind: "snapshot", readTime: time, targets: told });
  }
}

/** After how many milliseconds what is refused once may come again. */
const SOON_MS = 5;
/** Longer than any listener waits, in milliseconds. */
export const LATE_MS = 60_000;

function errorFor(reason: Reason, retryAfterMs: number): GatewayError {
  const refills = REASONS[reason] === "resource-exhausted";
  return new GatewayError(reason, "Not now.", refills ? { retryAfterMs } : {});
}

/** The document of a target, or the one of its collection. */
function nameIn(message: object): string {
  const { documents, query } = message as {
    readonly documents?: { readonly documents: readonly string[] };
    readonly query?: {
      readonly parent: string;
      readonly structuredQuery: { readonly from: readonly { readonly collectionId: string }[] };
    };
  };
  const [name] = documents?.documents ?? [];
  return name ?? `${query?.parent ?? ""}/${query?.structuredQuery.from[0]?.collectionId ?? ""}/one`;
}

function frame(response: ServerResponse, told: ListenFrame): void {
  response.write(`${JSON.stringify(told)}\n`);
}

function send(response: ServerResponse, status: number, json: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
}
