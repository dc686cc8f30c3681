import * as z from "zod";
import type { Precondition } from "../documents/store.ts";
import { gaveWay } from "../usage/gave-way.ts";
import type { UsagePlace } from "./observed-usage.ts";

const stored = z.object({ said: z.array(z.string()), claimedUntilMs: z.number() });

/** Which alerts were posted and are not over, and until when another run is about to post more. */
export type SaidAlerts = z.infer<typeof stored>;

/** What was said, and the condition that it is still so. */
export async function readSaid({
  documents,
  collection,
  call,
}: UsagePlace): Promise<SaidAlerts & { readonly version: Precondition }> {
  const { documents: found } = await documents.get([pathIn(collection)], call);
  const [document] = found;
  const parsed = stored.safeParse(document?.data);
  const said = parsed.success ? parsed.data : { said: [], claimedUntilMs: 0 };
  return { ...said, version: document ? { updateTime: document.updateTime } : { exists: false } };
}

/** @returns the condition that nobody has stored since; undefined where somebody was faster */
export async function storeSaid(
  { documents, collection, call }: UsagePlace,
  fields: SaidAlerts,
  precondition: Precondition,
): Promise<Precondition | undefined> {
  const path = pathIn(collection);
  try {
    const written = await documents.commit([{ kind: "update", path, fields, precondition }], call);
    return { updateTime: written.writeResults[0]?.updateTime ?? written.commitTime };
  } catch (error) {
    if (gaveWay(error)) return undefined;
    throw error;
  }
}

/** Records of usage have no such id: what lists them passes it by. */
function pathIn(collection: string): string {
  return `${collection}/alerts`;
}
