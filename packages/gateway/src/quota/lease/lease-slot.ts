import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import type { QuotaMeter } from "../quota-meter.ts";
import type { EndedLease } from "./ended-lease.ts";
import { Lease } from "./lease.ts";
import type { GrantedLease } from "./granted-lease.ts";
import { tokensByLimit } from "./renewal.ts";
import type { SentRenewal } from "./renewal-request.ts";

/** The lease that an instance holds of one record, and what is left of the one before; each lease is counted in the metrics. */
export class LeaseSlot {
  readonly #meter: QuotaMeter;
  #lease = new Lease();
  #ended: EndedLease | undefined;

  constructor(meter: QuotaMeter) {
    this.#meter = meter;
  }

  /** The lease that is spent from; an empty one where none was granted. */
  get lease(): Lease {
    return this.#lease;
  }

  /** What was left of the last lease when it ended, until the record has it back. */
  get ended(): EndedLease | undefined {
    return this.#ended;
  }

  /** Ends the lease, so that what is left of it goes back with the next request. @param limits - The whole limits that it was leased under. */
  end(limits: readonly Limit[]): void {
    if (!this.#lease.isEmpty) this.#ended = { ...this.#lease.end(), limits };
    this.#lease = new Lease();
  }

  /** Takes over what the record has granted. @param limits - The limits that bind the caller now. */
  accept(
    { held, returns }: SentRenewal,
    granted: GrantedLease,
    decided: { readonly moment: Moment; readonly limits: readonly Limit[] },
  ): void {
    const { moment, limits } = decided;
    if (!granted.goesOn) this.#drop(limits);
    else if (held?.pooled === true) this.#count("returned", tokensByLimit(held.parts), limits);
    this.#countEnded(granted.returned ?? {});
    this.#count("leased", tokensByLimit(granted.parts), limits);
    this.#lease.renew(granted, moment);
    if (returns !== false && this.#lease.isEmpty) this.#lease = new Lease();
  }

  /** Goes on after a request that nobody has answered, and that the record may have all the same. */
  retract({ held }: SentRenewal, limits: readonly Limit[]): void {
    this.#countEnded({});
    // What was put together with the bucket may have been spent there.
    if (held?.pooled === true) this.#drop(limits);
    else this.#lease.stopRefill();
  }

  /** Loses the lease with all that is left of it. */
  #drop(limits: readonly Limit[]): void {
    this.#count("stranded", this.#lease.lastTokens, limits);
    this.#lease = new Lease();
  }

  /** What is left of an ended lease comes back once. @param returned - The tokens that surely did, by the name of the limit. */
  #countEnded(returned: Readonly<Record<string, number>>): void {
    const ended = this.#ended;
    this.#ended = undefined;
    if (ended === undefined) return;
    for (const limit of ended.limits) {
      const back = returned[limit.name] ?? 0;
      this.#meter.countTokens("returned", limit.class, back);
      this.#meter.countTokens("stranded", limit.class, (ended.tokens[limit.name] ?? 0) - back);
    }
  }

  #count(
    what: "leased" | "returned" | "stranded",
    tokens: Readonly<Record<string, number>>,
    limits: readonly Limit[],
  ): void {
    for (const { name, class: costClass } of limits) {
      this.#meter.countTokens(what, costClass, tokens[name] ?? 0);
    }
  }
}
