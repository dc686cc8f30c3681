import { inTurn } from "./contenders.ts";
import type { LoadEnd } from "./load/load-generator.ts";
import { measure, type Measurement, type Measuring, type Subject } from "./measure.ts";

/** What each has come to in a round. */
export type Round<Name extends string> = Readonly<Record<Name, Measurement>>;

/** How long is measured. */
export interface Effort {
  /** Until the compiler has seen what is hot, and the leases fit the demand. */
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly roundSeconds: number;
}

/** All of them in turn, so that what slows the machine down slows them all. */
export async function measureRounds<Name extends string>(
  subjects: Readonly<Record<Name, Subject>>,
  { warmUpSeconds, rounds, roundSeconds }: Effort,
  measuring: Measuring,
): Promise<readonly Round<Name>[]> {
  const names = Object.keys(subjects) as Name[];
  const called = new Map<Name, number>();
  const run = async (name: Name, until: LoadEnd) => {
    const first = called.get(name) ?? 0;
    const measured = await measure(subjects[name], { ...until, first }, measuring);
    called.set(name, first + measured.calls);
    return measured;
  };
  const amounts = await inTurn(names, async (name) => {
    const { requests, connections } = subjects[name];
    // Each caller has called once before it is measured, if there are many.
    if (requests.length > MANY_REQUESTS) await run(name, { calls: requests.length });
    const { calls, tookMs } = await run(name, { seconds: warmUpSeconds });
    return Math.max(connections, Math.round((calls * roundSeconds * 1000) / tookMs));
  });
  const measured: Round<Name>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    measured.push(await inTurn(names, (name) => run(name, { calls: amounts[name] })));
  }
  return measured;
}

/** More than the warm-up comes to by itself. */
const MANY_REQUESTS = 1_000;
