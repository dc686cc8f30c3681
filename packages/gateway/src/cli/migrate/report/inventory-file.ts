import * as z from "zod";
import { PlainError } from "../../command/plain-error.ts";
import { readTextFile } from "../../command/read-text-file.ts";

/** Of what `inventory --json` prints, the part that the report shows. */
const INVENTORY = z.object({
  places: z.int(),
  collections: z.array(
    z.object({
      collection: z.string(),
      group: z.boolean(),
      services: z.array(
        z.object({
          service: z.string(),
          operations: z.record(z.string(), z.int()),
          waitsFor: z.array(z.string()),
        }),
      ),
    }),
  ),
});

/** What an inventory has found. */
export type FoundInventory = z.output<typeof INVENTORY>;

/** @throws PlainError for a file that is missing, or is no inventory of this version */
export function readInventoryFile(file: string): FoundInventory {
  const text = readTextFile(file);
  try {
    return INVENTORY.parse(JSON.parse(text));
  } catch (cause) {
    throw new PlainError(`${file} is not what this version's migrate inventory --json prints.`, {
      cause,
    });
  }
}
