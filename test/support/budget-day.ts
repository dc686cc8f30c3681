import { setTimeout as sleep } from "node:timers/promises";
import { pacificDay } from "../../packages/gateway/src/quota/budget/pacific-day.ts";

/** Longer than any test takes to use up a budget. */
const MARGIN_MS = 180_000;

/** Waits, where the day of budgets is about to end: with the next, what is used up is there again. */
export async function untilBudgetDayIsLong(): Promise<void> {
  const leftMs = pacificDay(Date.now()).endsAtMs - Date.now();
  if (leftMs < MARGIN_MS) await sleep(leftMs + 1_000);
}
