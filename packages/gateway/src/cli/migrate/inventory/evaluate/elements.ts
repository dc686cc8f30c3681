import { distinct, type PossibleValue } from "../value/possible-value.ts";
import { notKnown } from "./text-of.ts";

/** What any element of a list, or of a query's snapshot, may be. */
export function elementsOf(
  values: readonly PossibleValue[],
  name: string,
): readonly PossibleValue[] {
  return distinct(values.flatMap((value) => elements(value, name)));
}

function elements(value: PossibleValue, name: string): readonly PossibleValue[] {
  if (value.kind === "list") return value.any;
  if (value.kind === "snapshot" && value.type === "query") return [{ ...value, type: "document" }];
  // A query that is streamed gives its documents one by one.
  if (value.kind === "reference" && value.type !== "document") {
    return [{ kind: "snapshot", type: "document", of: value }];
  }
  if (value.kind === "foreign") return [value];
  return value.kind === "unknown" ? [{ kind: "unknown", name, reason: notKnown(name) }] : [];
}

/** The element of lists at one position. */
export function elementAt(
  values: readonly PossibleValue[],
  index: number,
): readonly PossibleValue[] {
  return distinct(
    values.flatMap((value) => {
      if (value.kind === "unknown" || value.kind === "foreign") return [value];
      if (value.kind !== "list") return [];
      return value.items === undefined ? value.any : (value.items[index] ?? []);
    }),
  );
}
