import { typeOf } from "./compare.ts";
import { mapFields } from "./map.ts";
import { exactNumber } from "./number.ts";
import type { Fields, Value } from "./value.ts";

/** A text that two values share if, and only if, they are equal to Firestore. */
export function valueKey(value: Value): string {
  switch (typeOf(value)) {
    case "number":
      return numberKey(exactNumber(value));
    case "array":
      return `[${(value as readonly Value[]).map(valueKey).join()}]`;
    case "vector": {
      const { $vector } = value as { readonly $vector: readonly Value[] };
      return `<${$vector.map(valueKey).join()}>`;
    }
    case "map":
      return mapKey(mapFields(value) as Fields);
    case "NaN":
      return "NaN";
    default:
      // Strings have quotes, and what is tagged has a form of its own.
      return JSON.stringify(value);
  }
}

function numberKey(number: number | bigint): string {
  return String(Number.isInteger(number) ? BigInt(number) : number);
}

function mapKey(fields: Fields): string {
  const names = Object.keys(fields).sort();
  return `(${names.map((name) => JSON.stringify(name) + valueKey(fields[name] as Value)).join()})`;
}
