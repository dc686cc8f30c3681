import { inTurn, start, type Contender, type Surroundings } from "./contenders.ts";
import type { Row } from "./rows.ts";

/** Milliseconds from the start of a process to its first answer: the median of several starts. */
export async function measureStart(
  row: Row,
  starts: number,
  surroundings: Surroundings,
): Promise<Readonly<Record<Contender, number>>> {
  const times: Readonly<Record<Contender, number>>[] = [];
  for (let round = 0; round < starts; round += 1) {
    times.push(await inTurn((contender) => timeStart(contender, row, surroundings)));
  }
  return inTurn((contender) => median(times.map((of) => of[contender])));
}

async function timeStart(
  contender: Contender,
  row: Row,
  surroundings: Surroundings,
): Promise<number> {
  const startMs = performance.now();
  const target = await start(contender, row, surroundings);
  await target.call(row.calls[0]);
  const tookMs = performance.now() - startMs;
  await target.stop();
  return tookMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
