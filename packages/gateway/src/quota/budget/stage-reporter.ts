import { BUDGET_CLASSES, type Budget, type BudgetClass } from "./budget.ts";
import type { Allotment } from "./budget-ledger.ts";
import { stageOf, type Stage } from "./budget-stage.ts";

/** A stage of the budget that is another than an instance knew. */
export interface StageChange extends Allotment {
  readonly consumer: string;
  readonly class: BudgetClass;
  readonly stage: Stage;
  readonly before: Stage;
}

/** Reports each change of a stage once. */
export class StageReporter {
  readonly #budget: Budget;
  readonly #onStage: (change: StageChange) => void;
  readonly #stages = new Map<string, Stage>();

  constructor(budget: Budget, onStage: (change: StageChange) => void) {
    this.#budget = budget;
    this.#onStage = onStage;
  }

  /** Reports the stages of a consumer that have changed. @param allotments - How it stands; undefined where that isn't known. */
  report(consumer: string, allotments: Readonly<Record<BudgetClass, Allotment>> | undefined): void {
    if (allotments === undefined) return;
    for (const costClass of BUDGET_CLASSES) {
      const allotment = allotments[costClass];
      const name = `${consumer} ${costClass}`;
      const before = this.#stages.get(name) ?? "normal";
      const stage = stageOf(this.#budget, costClass, allotment);
      this.#stages.set(name, stage);
      if (stage === before) continue;
      this.#onStage({ consumer, class: costClass, stage, before, ...allotment });
    }
  }
}
