import { CONTENDERS, startContenders, type Contender, type Surroundings } from "./contenders.ts";
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
  const run = (contender: Contender, seconds: number) =>
    measure(functions[contender], { ...stage, requests, connections, seconds });
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
