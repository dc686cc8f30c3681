/** An operation on a register: a variable that is read, written, and compared and swapped. */
export type RegisterOperation =
  | { readonly kind: "read"; readonly value: number }
  | { readonly kind: "write"; readonly value: number }
  /** Writes `to` if the register holds `from`. `swapped`: whether it did, as the answer said. */
  | {
      readonly kind: "cas";
      readonly from: number;
      readonly to: number;
      readonly swapped: boolean;
    };

/** An operation, and when somebody waited for it, by one clock for all. */
export interface RegisterEvent {
  readonly operation: RegisterOperation;
  readonly calledAt: number;
  /** Infinity where no answer came: it may take effect at any time after the call, or never. */
  readonly answeredAt: number;
}

/**
 * Whether every operation can be thought to have happened in one moment between its call and its
 * answer: whether there is an order of them, true to time, that a single register would answer so.
 *
 * The search of Wing and Gong with Lowe's memory of where it has been.
 *
 * @see https://www.cs.ox.ac.uk/people/gavin.lowe/LinearizabiltyTesting/paper.pdf
 * @param initial what the register held before all of them
 */
export function isLinearizable(history: readonly RegisterEvent[], initial: number): boolean {
  const visited = new Set<string>();
  const search = (done: bigint, held: number): boolean => {
    const state = `${done.toString(36)} ${String(held)}`;
    if (visited.has(state)) return false;
    visited.add(state);
    const pending = Array.from(history.entries()).filter(([index]) => !isIn(done, index));
    // Of what is still to happen, nothing can come after the first answer that was given.
    const firstAnswer = Math.min(...pending.map(([, event]) => event.answeredAt));
    if (firstAnswer === Infinity) return true;
    const next = pending.filter(
      ([, { calledAt, operation }]) =>
        calledAt <= firstAnswer && after(operation, held) !== undefined,
    );
    // What changes nothing and may happen now need not be tried later.
    const harmless = next.find(([, { operation }]) => changesNothing(operation));
    return (harmless === undefined ? next : [harmless]).some(([index, { operation }]) =>
      search(done | (1n << BigInt(index)), after(operation, held) as number),
    );
  };
  return search(0n, initial);
}

function isIn(set: bigint, index: number): boolean {
  return ((set >> BigInt(index)) & 1n) === 1n;
}

function changesNothing(operation: RegisterOperation): boolean {
  return operation.kind === "read" || (operation.kind === "cas" && !operation.swapped);
}

/** What the register holds after the operation; undefined where it would have answered otherwise. */
function after(operation: RegisterOperation, held: number): number | undefined {
  switch (operation.kind) {
    case "read":
      return operation.value === held ? held : undefined;
    case "write":
      return operation.value;
    case "cas":
      if (operation.swapped !== (operation.from === held)) return undefined;
      return operation.swapped ? operation.to : held;
  }
}
