import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { CommitSequence, EarlierTurnError, type Turn } from "../documents/commit-sequence.ts";
import type { DocumentStore } from "../documents/store.ts";
import { invalidRequest, type GatewayError } from "../errors/error.ts";
import { commit, toRequestId } from "./commit.ts";
import { readMessage } from "./message.ts";
import { at, invalidAt } from "./place.ts";
import type { RestMethod } from "./rest-method.ts";
import { rpcError } from "./rpc-status.ts";
import type { Target } from "./target.ts";
import { unimplemented } from "./unimplemented.ts";

/** Most batches of a request: as many as Firebase's SDK has on their way. */
const MAX_BATCHES = 10;

type Commit = ReturnType<typeof commit>;

interface WriteRequests {
  readonly first: ReturnType<Commit["parse"]>;
  readonly rest: readonly object[];
}

/**
 * What Firestore has as a stream, in one request and one answer: batches in their order, each a
 * commit with a requestId. Each is a call of its own, answered as if it had come alone when those
 * before it are; the first that fails is the last that is answered. What is not answered is to be
 * sent again under its requestId.
 */
export function write(target: Target): RestMethod<WriteRequests, readonly AuthorizedWrite[]> {
  const firstCommit = commit(target);
  return {
    parse(data) {
      const [first, ...rest] = toBatches(data);
      return { first: firstCommit.parse(first), rest };
    },

    plan: ({ first }, authorize) => firstCommit.plan(first, authorize),

    async execute(plan, context, charge) {
      const { request, gateway, call } = context;
      const sequence = new CommitSequence(gateway.documents);
      const firstContext = { ...context, request: request.first };
      const begun: Turn<unknown>[] = [
        sequence.begin((documents) =>
          inTurn(firstCommit, documents).execute(plan, firstContext, charge),
        ),
      ];
      for (const batch of request.rest) {
        if (!(await begun.at(-1)?.paused) || call.store.signal?.aborted === true) break;
        const answerIn = (documents: DocumentStore) =>
          target.answerFurther(inTurn(commit(target), documents), batch);
        begun.push(sequence.begin(answerIn));
      }
      await begun.at(-1)?.paused;
      sequence.send();
      return answersOf(begun);
    },
  };
}

/**
 * The batches of a request: all of them are looked at before the first is applied.
 *
 * @throws GatewayError INVALID_REQUEST
 */
function toBatches(data: unknown): readonly [object, ...object[]] {
  if (!Array.isArray(data)) {
    throw unimplemented("A stream of Firestore's own is not carried: send an array of commits.");
  }
  if (data.length === 0 || data.length > MAX_BATCHES) {
    throw invalidRequest("body", `must be 1 to ${String(MAX_BATCHES)} commits`);
  }
  const ids = new Set<string>();
  for (const [index, batch] of (data as unknown[]).entries()) {
    const place = at(at(undefined, index), "requestId");
    const { requestId } = readMessage(batch, ["database", "writes", "requestId"], place.up);
    const id = toRequestId(requestId, place).toLowerCase();
    if (ids.has(id)) throw invalidAt(place, "stands there twice");
    ids.add(id);
  }
  return data as unknown as readonly [object, ...object[]];
}

/** The commit with this store as the database. One whose turn does not come is withdrawn. */
function inTurn(steps: Commit, documents: DocumentStore): Commit {
  return {
    ...steps,
    async execute(plan, context, charge) {
      try {
        const gateway = { ...context.gateway, documents };
        return await steps.execute(plan, { ...context, gateway }, charge);
      } catch (error) {
        if (error instanceof EarlierTurnError) context.call.isWithdrawn = true;
        throw error;
      }
    },
  };
}

/** The answers up to the first error, with that. @throws GatewayError, StoreError where that is the first's */
async function answersOf([first, ...rest]: readonly Turn<unknown>[]): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(rest.map(({ running }) => running));
  const answers = [await first?.running];
  for (const one of settled) {
    if (one.status === "rejected") return [...answers, rpcError(one.reason as GatewayError)];
    answers.push(one.value);
  }
  return answers;
}
