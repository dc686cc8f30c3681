import type { Plan } from "../authorize/plan.ts";
import type { CallContext } from "../call/call-context.ts";
import type { Call } from "../call/call.ts";
import type { Cost } from "../quota/cost.ts";
import type { Charge } from "../quota/quota.ts";
import { refusalError } from "../quota/refusal-error.ts";
import { byCollection, estimate, type Estimate } from "./estimate.ts";

/** The context of a call whose caller is known and whose request is not parsed yet. */
export type Identified = Omit<CallContext, "request">;

export interface AdmitOptions {
  readonly failed?: true;
  readonly answersExhausted?: true;
}

/** @throws GatewayError QUOTA_EXCEEDED, COST_EXCEEDS_CAPACITY, BUDGET_EXHAUSTED, CALLER_BLOCKED */
export async function admit(
  { caller, gateway, call }: Identified,
  { cost, ...details }: Estimate & AdmitOptions,
): Promise<Charge> {
  const { address, callable } = call;
  const options = { ...call.store, ...details, callable, address };
  call.begin("charge");
  const result = await gateway.quota.charge(caller, cost, options);
  if (!result.ok) throw refusalError(result.refusal);
  call.insteadOfReading = result.cacheOnly && refusalError(result.cacheOnly);
  call.isFree = result.isFree === true;
  return result.charge;
}

/** A part of a call that is charged and not settled. */
interface OpenCharge {
  readonly charge: Charge;
  readonly plan: Plan;
  readonly estimated: Cost;
}

/** The charges of one call, one for each part of it: the estimate before, the real cost after. */
export class Charges {
  readonly #context: Identified;
  readonly #options: AdmitOptions;
  #open: OpenCharge | undefined;
  #parts = 0;
  /** What the parts before the open one have cost. */
  #settled: Required<Cost> = { calls: 0, reads: 0, writes: 0, deletes: 0 };

  constructor(context: Identified, options: AdmitOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Settles the part before, and charges one that does this. @throws as {@link admit} */
  async charge(plan: Plan): Promise<void> {
    await this.settle();
    const estimated = estimate(plan);
    const charge = await admit(this.#context, { ...estimated, ...this.#options });
    this.#open = { charge, plan, estimated: estimated.cost };
    this.#parts += 1;
    if (this.#parts > 1) this.#call.countAs(this.#parts);
    this.#call.begin("execute");
  }

  /** The part at hand got no answer, and may have been billed all the same. */
  oweReads(): void {
    this.#call.oweReads(this.#settled.reads + (this.#open?.estimated.reads ?? 0));
  }

  /** Settles the part at hand with its real cost. If that fails, the estimate stands. */
  async settle(): Promise<void> {
    if (this.#open === undefined) return;
    const { charge, plan } = this.#open;
    this.#open = undefined;
    const call = this.#call;
    call.begin("settle");
    const total = { deletes: 0, ...call.cost };
    const cost = difference(total, this.#settled);
    this.#settled = total;
    const options = {
      ...call.store,
      callable: call.callable,
      collections: byCollection(plan, cost),
    };
    try {
      await charge.settle(cost, options);
    } catch (error) {
      call.fault(error);
    }
  }

  get #call(): Call {
    return this.#context.call;
  }
}

function difference(total: Required<Cost>, before: Required<Cost>): Required<Cost> {
  return {
    calls: total.calls - before.calls,
    reads: total.reads - before.reads,
    writes: total.writes - before.writes,
    deletes: total.deletes - before.deletes,
  };
}
