import type { Usage } from "../api/api.ts";

/** What calls have cost together. */
export type TotalUsage = Omit<Usage, "cached">;

/** What calls may cost together at most; what is left out is not bounded. */
export type UsageLimits = Partial<TotalUsage>;

const CLASSES = ["reads", "writes", "deletes"] as const satisfies readonly (keyof TotalUsage)[];

/** What each call has cost, in the order in which they ended. */
export class UsageLog {
  readonly #calls: { readonly callable: string; readonly usage: Usage }[] = [];

  /** @param callable or the method of Firestore's protocol */
  add(callable: string, usage: Usage): void {
    this.#calls.push({ callable, usage });
  }

  get total(): TotalUsage {
    return totalOf(this.#calls);
  }

  /**
   * Does some work, and bounds what the calls that end meanwhile cost together.
   *
   * @throws Error that says what the calls cost, where that is more than the limits
   */
  async within<T>(limits: UsageLimits, work: () => Promise<T>): Promise<T> {
    const start = this.#calls.length;
    const result = await work();
    const calls = this.#calls.slice(start);
    const total = totalOf(calls);
    const exceeded = CLASSES.filter((name) => total[name] > (limits[name] ?? Infinity));
    if (exceeded.length === 0) return result;
    const over = exceeded.map((name) => {
      return `${String(total[name])} ${name}, which is more than ${String(limits[name])}`;
    });
    throw new Error(`The calls cost ${over.join(", and ")}:\n${describeCalls(calls)}`);
  }
}

/** What calls have cost together. */
export function totalOf(calls: readonly { readonly usage: Usage }[]): TotalUsage {
  const total = { reads: 0, writes: 0, deletes: 0 };
  for (const { usage } of calls) for (const name of CLASSES) total[name] += usage[name];
  return total;
}

/** One line for each callable. */
function describeCalls(
  calls: readonly { readonly callable: string; readonly usage: Usage }[],
): string {
  const lines = Array.from(
    Map.groupBy(calls, ({ callable }) => callable),
    ([callable, same]) => {
      const { reads, writes, deletes } = totalOf(same);
      const cost = `${String(reads)} reads, ${String(writes)} writes, ${String(deletes)} deletes`;
      return `  ${callable}, ${String(same.length)} times: ${cost}`;
    },
  );
  return lines.join("\n");
}
