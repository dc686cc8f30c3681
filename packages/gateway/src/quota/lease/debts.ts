/** The tokens that calls cost beyond what a lease could pay, by the name of the limit, until the account is told. */
export class Debts {
  readonly #amounts = new Map<string, number>();

  /** Whether anything is owed. */
  get isAny(): boolean {
    return this.#amounts.size > 0;
  }

  /** Adds to what is owed of a limit; an amount of 0 or less changes nothing. */
  add(limitName: string, amount: number): void {
    if (amount > 0) this.#amounts.set(limitName, (this.#amounts.get(limitName) ?? 0) + amount);
  }

  /** Empties the debts. @returns What was owed. */
  drain(): Readonly<Record<string, number>> {
    const amounts = Object.fromEntries(this.#amounts);
    this.#amounts.clear();
    return amounts;
  }
}
