import { Deadline } from "../call/deadline.ts";
import type { CallContext } from "../call/call-context.ts";
import { toFault } from "../call/fault.ts";
import type { GatewayError } from "../errors/error.ts";
import type { Cost } from "../quota/cost.ts";
import type { Charge } from "../quota/quota.ts";
import { refusalError } from "../quota/refusal-error.ts";
import type { StreamTarget } from "./stream-target.ts";

/** How long a charge may take, in milliseconds. */
const CHARGE_MS = 10_000;

/** A charge that waits for what is really read. */
interface Estimated {
  readonly charge: Charge;
  readonly reads: number;
}

/** Charges a stream's caller for the reads of its targets, as they come. */
export class ReadCharges {
  readonly #context: Omit<CallContext, "request">;
  readonly #estimates = new Map<string, Estimated>();

  constructor(context: Omit<CallContext, "request">) {
    this.#context = context;
  }

  /** Charges what a target may cost before it is read. @returns why it may not be */
  async estimate(target: StreamTarget, reads: number): Promise<GatewayError | undefined> {
    const charge = await this.#charge(target, reads);
    if ("reason" in charge) return charge;
    this.#estimates.set(target.id, { charge, reads });
    return undefined;
  }

  /** Charges what was read for a target. @returns why nothing more may be */
  async charge(target: StreamTarget, reads: number): Promise<GatewayError | undefined> {
    const { call } = this.#context;
    const { collection, operation, described } = target;
    call.spendCharged(reads);
    call.uses.add({ collection, operation, described }, { reads });
    const estimated = this.#estimates.get(target.id);
    if (estimated !== undefined) {
      await this.#settle(target, estimated, reads);
      return undefined;
    }
    if (reads === 0) return undefined;
    const charge = await this.#charge(target, reads);
    return "reason" in charge ? charge : undefined;
  }

  /** Settles what was charged for a target that told nothing. */
  async release(target: StreamTarget, reads: number): Promise<void> {
    const estimated = this.#estimates.get(target.id);
    if (estimated !== undefined) await this.#settle(target, estimated, reads);
  }

  async #settle(target: StreamTarget, { charge }: Estimated, reads: number): Promise<void> {
    this.#estimates.delete(target.id);
    const { call } = this.#context;
    const cost = costOf(reads);
    const collections = { [target.collection]: cost };
    await within(async (signal) => {
      await charge.settle(cost, { signal, callable: call.callable, collections });
    }).catch((error: unknown) => call.fault(error));
  }

  async #charge(target: StreamTarget, reads: number): Promise<Charge | GatewayError> {
    const { caller, gateway, call } = this.#context;
    const cost = costOf(reads);
    const { callable, address } = call;
    const collections = { [target.collection]: cost };
    try {
      const result = await within((signal) =>
        gateway.quota.charge(caller, cost, { signal, callable, address, collections }),
      );
      if (!result.ok) return refusalError(result.refusal);
      if (result.cacheOnly === undefined) return result.charge;
      await within((signal) => result.charge.settle(costOf(0), { signal, callable }));
      return refusalError(result.cacheOnly);
    } catch (error) {
      call.fault(error);
      return toFault(error).error;
    }
  }
}

function costOf(reads: number): Cost {
  return { calls: 0, reads, writes: 0 };
}

async function within<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new Deadline(CHARGE_MS);
  try {
    return await work(deadline.signal);
  } finally {
    deadline.callOff();
  }
}
