import type { Fields } from "../../../../values/value.ts";

/** A document of which the proposal is made. */
export interface SampledDocument {
  /** Its path; of a file without ids, which row it is. */
  readonly path: string;
  readonly data: Fields;
}
