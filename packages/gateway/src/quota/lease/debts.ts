/** What calls cost above what a lease could pay, by limit, until the account is told. */
export class Debts {
  readonly #amounts = new Map<string, number>();

  get isAny(): boolean {
    return this.#amounts.size > 0;
  }

  add(limitName: string, amount: number): void {
    if (amount > 0) this.#amounts.set(limitName, (this.#amounts.get(limitName) ?? 0) + amount);
  }

  /** All of them, which are none from now on. */
  drain(): Readonly<Record<string, number>> {
    const amounts = Object.fromEntries(this.#amounts);
    this.#amounts.clear();
    return amounts;
  }
}
