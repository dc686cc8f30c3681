import { CONTENDERS, start, type Contender, type Surroundings } from "./contenders.ts";
import type { Row } from "./rows.ts";

/** Milliseconds from the start of a process to its first answer: the median of several starts. */
export async function measureStart(
  row: Row,
  starts: number,
  surroundings: Surroundings,
): Promise<Readonly<Record<Contender, number>>> {
  const times: Record<Contender, number[]> = { bare: [], admin: [], gateway: [] };
  for (let round = 0; round < starts; round += 1) {
    for (const contender of CONTENDERS) {
      const startMs = performance.now();
      const target = await start(contender, row, surroundings);
      await target.call(row.calls[0]);
      times[contender].push(performance.now() - startMs);
      await target.stop();
    }
  }
  const { bare, admin, gateway } = times;
  return { bare: median(bare), admin: median(admin), gateway: median(gateway) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
