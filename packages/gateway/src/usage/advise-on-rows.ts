import {
  cacheAdvice,
  hotDocumentAdvice,
  missingAdvice,
  queryAdvice,
  type CountAdvice,
} from "./count-advice.ts";
import type { UsageWindow } from "./usage-rows.ts";

type ToldRow = UsageWindow["rows"][number];

/** What to do about something that was counted, and what that is. */
export interface RowAdvice extends CountAdvice {
  /** Its declared pattern. */
  readonly collection: string;
  /** The query's shape, the operation or what was written. */
  readonly subject: string;
}

/** What could cost less by what getUsage tells: rows that were added up, by what they are told by. */
export function adviseOnRows({
  shape,
  collection: all,
  hotDocument,
}: Readonly<
  Record<"shape" | "collection" | "hotDocument", readonly ToldRow[]>
>): readonly RowAdvice[] {
  const collections = all.filter(({ operation }) => operation !== "own");
  const ofCollection = ({ key, operation = "" }: ToldRow) => ({
    collection: key,
    subject: operation,
  });
  return [
    ...shape.flatMap(({ key, collection = "", ...row }) =>
      told(queryAdvice(row), { collection, subject: key }),
    ),
    ...collections.flatMap((row) => told(cacheAdvice(row), ofCollection(row))),
    ...collections.flatMap((row) => told(missingAdvice(row), ofCollection(row))),
    ...hotDocument.flatMap((row) =>
      told(hotDocumentAdvice(row), { collection: row.key, subject: "writes" }),
    ),
  ];
}

function told(
  advice: CountAdvice | undefined,
  about: Pick<RowAdvice, "collection" | "subject">,
): readonly RowAdvice[] {
  return advice === undefined ? [] : [{ ...about, ...advice }];
}
