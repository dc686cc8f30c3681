import type { Checked } from "../../errors/checked.ts";
import type { Row } from "./row.ts";
import type { RowWrite, RowWrites } from "./row-writes.ts";
import type { Tally } from "./tally.ts";

/** So many ids are shown. */
const MAX_IDS = 5;

export interface TryRowsOptions {
  readonly writes: RowWrites;
  /** What is wrong with a write. */
  readonly check: (write: RowWrite) => Checked<unknown>;
  readonly tally: Tally;
}

/** What an import would do: the first documents' ids, and in the tally what would be rejected. */
export async function tryRows(
  rows: AsyncIterable<Row>,
  { writes, check, tally }: TryRowsOptions,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const row of rows) {
    tally.rowsRead += 1;
    const write = writes.of(row);
    const checked = write.ok ? check(write.value) : write;
    if (!checked.ok) {
      tally.reject({ row: row.number, line: row.line, violations: checked.violations });
    } else if (write.ok && ids.length < MAX_IDS) ids.push(write.value.id);
  }
  return ids;
}
