import * as z from "zod";
import { formOf, number } from "../store/record-form.ts";
import { NO_USAGE } from "./budget.ts";
import type { BudgetLedger } from "./budget-ledger.ts";

const usage = z.looseObject({
  reads: number.default(0),
  writes: number.default(0),
  deletes: number.default(0),
});

/** How the record of a budget is read. What was used must be there, and right. */
export const ledgerForm = formOf<BudgetLedger>(
  1,
  z.looseObject({
    date: z.string(),
    consumers: z.record(z.string(), z.looseObject({ used: usage, asked: usage.catch(NO_USAGE) })),
    visits: number.catch(0),
    intervalMs: number.catch(10_000),
    atMs: number.catch(0),
    expiresAtMs: number.catch(0),
  }),
);
