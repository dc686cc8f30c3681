import { endOfString } from "./scan-json.ts";

const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * The keys and indexes under which a value stands in a text that is JSON.
 *
 * @param index of the value's first byte
 */
export function positionAt(json: Buffer, index: number): (string | number)[] {
  const position: (string | number)[] = [];
  let text = "";
  for (let at = 0; at < index; at++) {
    const byte = json[at];
    if (byte === QUOTE) {
      const end = endOfString(json, at);
      text = json.toString("utf8", at, end + 1);
      at = end;
    } else if (byte === COLON) {
      position[position.length - 1] = JSON.parse(text) as string;
    } else if (byte === COMMA) {
      const last = position.at(-1);
      if (typeof last === "number") position[position.length - 1] = last + 1;
    } else if (byte === OPEN_ARRAY) {
      position.push(0);
    } else if (byte === OPEN_OBJECT) {
      position.push("");
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      position.pop();
    }
  }
  return position;
}
