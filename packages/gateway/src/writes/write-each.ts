import { GatewayError } from "../errors/error.ts";
import { StoreError, type Write, type WriteFailure, type WriteResult } from "../documents/store.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { backOff } from "../call/back-off.ts";
import type { Call } from "../call/call.ts";
import { contention } from "../call/fault.ts";
import { readKnown } from "./read-known.ts";
import { toldResult } from "./told-results.ts";
import { isLostRace, isOutcomeUnknown, isRefused } from "./failed-write.ts";
import { MAX_ATTEMPTS, spendOn } from "./commit-writes.ts";
import { decideWithinLimits, explainRefusal, type Decided } from "./decide-within-limits.ts";

/** The outcome of one write that is applied independently. */
export type WriteOutcome = (WriteResult & { readonly replayed?: true }) | GatewayError;

/** A write, and its place among all. */
interface Item {
  readonly grant: AuthorizedWrite;
  readonly index: number;
}

/**
 * Applies each write alone: what becomes of one does not touch another. Several writes of one
 * document are applied in their order, each in a round of its own; a round is one round trip.
 *
 * @returns one outcome for each, in order; those that were errors before stay as they are
 */
export async function writeEach(
  grants: readonly (AuthorizedWrite | GatewayError)[],
  context: CallContext,
): Promise<readonly WriteOutcome[]> {
  const outcomes: WriteOutcome[] = grants.map((grant) =>
    grant instanceof GatewayError ? grant : NOT_SENT,
  );
  for (const round of inRounds(grants)) {
    const results = await writeRound(round, context);
    round.forEach(({ index }, at) => (outcomes[index] = results[at] ?? NOT_SENT));
    // A write whose answer was lost may still be on its way: nothing may overtake it.
    if (results.some(isUnavailable)) break;
  }
  return outcomes;
}

/** The outcome of a write that waited for one whose answer was lost. */
export const NOT_SENT = new GatewayError(
  "FIRESTORE_UNAVAILABLE",
  "This write was not sent, since the database could not be reached for the ones before it. Send it again.",
);

/** Whether it may still be on its way. */
export function isUnavailable(outcome: WriteOutcome): boolean {
  return outcome instanceof GatewayError && outcome.code === "unavailable";
}

/** The first write of every document, then the second of those that have one, and so on. */
function inRounds(grants: readonly (AuthorizedWrite | GatewayError)[]): readonly Item[][] {
  const rounds: Item[][] = [];
  const counts = new Map<string, number>();
  for (const [index, grant] of grants.entries()) {
    if (grant instanceof GatewayError) continue;
    const { path } = grant.operation;
    const round = counts.get(path) ?? 0;
    counts.set(path, round + 1);
    (rounds[round] ??= []).push({ grant, index });
  }
  return rounds;
}

/** Writes of different documents, again where others changed a document meanwhile. */
async function writeRound(
  round: readonly Item[],
  context: CallContext,
): Promise<readonly WriteOutcome[]> {
  const outcomes = new Map<Item, WriteOutcome>();
  let pending: readonly Item[] = round;
  let toRead: readonly Item[] = round.filter(({ grant }) => grant.needsRead);
  for (let attempt = 1; pending.length > 0 && attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 1) await backOff(attempt - 1, context.call);
    const results = await attemptRound(pending, toRead, context);
    const read = new Set(toRead);
    pending.forEach((item, at) => {
      const result = results[at] ?? contention();
      const isOpen = isLostRace(result) || (isRefused(result) && !read.has(item));
      if (!isOpen) outcomes.set(item, toOutcome(result, item, context.call));
    });
    pending = pending.filter((item) => !outcomes.has(item));
    toRead = pending;
  }
  return round.map((item) => outcomes.get(item) ?? contention());
}

type Attempted = WriteResult | GatewayError | StoreError;

async function attemptRound(
  items: readonly Item[],
  toRead: readonly Item[],
  context: CallContext,
): Promise<readonly Attempted[]> {
  const grants = items.map(({ grant }) => grant);
  try {
    const toKnow = { toRead: toRead.map(({ grant }) => grant), grants, record: undefined };
    const known = await readKnown(toKnow, context);
    const decided = grants.map((grant) => decideWithinLimits(grant, known));
    const writes = decided.flatMap((one) => (one instanceof GatewayError ? [] : [one.write]));
    const results = (await send(writes, context))[Symbol.iterator]();
    return decided.map((one: Decided | GatewayError, at) => {
      if (one instanceof GatewayError) return one;
      const grant = grants[at] as AuthorizedWrite;
      const result = results.next().value as WriteResult | StoreError;
      if (result instanceof Error) return result;
      spendOn(grant, context.call);
      return toldResult(grant, one, { result, others: known.others });
    });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return items.map(() => error);
  }
}

/**
 * One result for each write. What Firestore refuses as a whole for one bad write is sent again one
 * by one.
 */
async function send(
  writes: readonly Write[],
  context: CallContext,
): Promise<readonly (WriteResult | StoreError)[]> {
  if (writes.length === 0) return [];
  const { gateway, call } = context;
  try {
    const results = await gateway.documents.batchWrite(writes, call.store);
    return results.map((result: WriteResult | WriteFailure) =>
      "error" in result ? result.error : result,
    );
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === "INVALID_ARGUMENT" && writes.length > 1) {
      return (await Promise.all(writes.map((write) => send([write], context)))).flat();
    }
    if (isOutcomeUnknown(error)) call.owe(writes.length);
    return writes.map(() => error);
  }
}

function toOutcome(result: Attempted, { grant }: Item, call: Call): WriteOutcome {
  return result instanceof StoreError ? call.fault(explainRefusal(result, [grant])) : result;
}
