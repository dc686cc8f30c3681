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
  /** At the beginning of each round, until nothing is left of the pause before it. @default 0 */
  readonly leadInSeconds?: number;
}

/** All of them in turn, so that what slows the machine down slows them all. */
export async function measureRounds<Name extends string>(
  subjects: Readonly<Record<Name, Subject>>,
  { warmUpSeconds, rounds, roundSeconds, leadInSeconds = 0 }: Effort,
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
    const runRound = async (name: Name) => {
      if (leadInSeconds > 0) await run(name, { seconds: leadInSeconds });
      return run(name, { calls: amounts[name] });
    };
    measured.push(await inTurn(names, runRound));
  }
  return measured;
}

/** More than the warm-up comes to by itself. */
const MANY_REQUESTS = 1_000;
