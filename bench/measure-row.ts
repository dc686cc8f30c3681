import { inTurn, startContenders, type Contender, type Surroundings } from "./contenders.ts";
import type { LoadEnd } from "./load/load-generator.ts";
import { measure, sum, type Measurement, type Measuring } from "./measure.ts";
import { toRequest } from "./process/measured-function.ts";
import type { Row } from "./rows.ts";

export type RowMeasurements = Readonly<Record<Contender, Measurement>>;

/** How a row is measured. */
export interface Effort {
  readonly connections: number;
  /** Until the compiler has seen what is hot, and the leases fit the demand. */
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly roundSeconds: number;
}

/** One row with all contenders, in turn, so that what slows the machine down slows them all. */
export async function measureRow(
  row: Row,
  { connections, warmUpSeconds, rounds, roundSeconds }: Effort,
  stage: Surroundings & Pick<Measuring, "load" | "counts">,
): Promise<RowMeasurements> {
  const functions = await startContenders(row, stage);
  // Not more callers than that: one who calls alone has a lease, as one of many has.
  const requests = row.calls.slice(0, connections).map(toRequest);
  const measuring = { ...stage, requests, connections };
  const run = (contender: Contender, until: LoadEnd) =>
    measure(functions[contender], until, measuring);
  const amounts = await inTurn(async (contender) => {
    const { calls, tookMs } = await run(contender, { seconds: warmUpSeconds });
    return Math.max(connections, Math.round((calls * roundSeconds * 1000) / tookMs));
  });
  const measured: RowMeasurements[] = [];
  for (let round = 0; round < rounds; round += 1) {
    measured.push(await inTurn((contender) => run(contender, { calls: amounts[contender] })));
  }
  await inTurn((contender) => functions[contender].stop());
  return inTurn((contender) => sum(measured.map((of) => of[contender])));
}
