import type { Response } from "../../gateway/src/api/api.ts";
import { fromWire, valueFromWire } from "../../gateway/src/wire/client-codec.ts";

/** A change, with what documents were in a client's own values. */
export function decodeChange({
  before,
  values,
  ...change
}: Response<"listChanges">["changes"][number]) {
  return {
    ...change,
    ...(before !== undefined && { before: before && fromWire(before) }),
    ...(values && { values: values.map(decodeChanged) }),
  };
}

type ChangedValue = NonNullable<Response<"listChanges">["changes"][number]["values"]>[number];

function decodeChanged({ field, before, after }: ChangedValue) {
  return {
    field,
    ...(before !== undefined && { before: valueFromWire(before) }),
    ...(after !== undefined && { after: valueFromWire(after) }),
  };
}
