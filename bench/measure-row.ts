import { CONTENDERS, startContenders, type Contender, type Surroundings } from "./contenders.ts";
import { measure, sum, type Measurement, type Measuring } from "./measure.ts";
import { toRequest } from "./process/measured-function.ts";
import type { Row } from "./rows.ts";

export type RowMeasurements = Readonly<Record<Contender, Measurement>>;

/** How long a row is measured. */
export interface Timing {
  /** Until the compiler has seen what is hot, and the leases fit the demand. */
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly roundSeconds: number;
}

/** One row with all contenders, in turn, so that what slows the machine down slows them all. */
export async function measureRow(
  row: Row,
  { warmUpSeconds, rounds, roundSeconds }: Timing,
  stage: Surroundings & Pick<Measuring, "load" | "counts">,
): Promise<RowMeasurements> {
  const functions = await startContenders(row, stage);
  const requests = row.calls.map(toRequest);
  const run = (contender: Contender, seconds: number) =>
    measure(functions[contender], { ...stage, requests, seconds });
  const measurements: Record<Contender, Measurement[]> = { bare: [], admin: [], gateway: [] };
  for (const contender of CONTENDERS) await run(contender, warmUpSeconds);
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of CONTENDERS) {
      measurements[contender].push(await run(contender, roundSeconds));
    }
  }
  await Promise.all(CONTENDERS.map((contender) => functions[contender].stop()));
  const { bare, admin, gateway } = measurements;
  return { bare: sum(bare), admin: sum(admin), gateway: sum(gateway) };
}
