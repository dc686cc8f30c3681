import { endOfString } from "./scan-json.ts";

const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * The names and indexes that lead to a value of a text that is JSON.
 *
 * @param index of the value's first byte
 */
export function positionAt(json: Buffer, index: number): readonly (string | number)[] {
  const position: (string | number)[] = [];
  let string = "";
  for (let at = 0; at < index; at++) {
    switch (json[at]) {
      case QUOTE: {
        const end = endOfString(json, at + 1);
        string = json.toString("utf8", at, end);
        at = end - 1;
        break;
      }
      case COLON:
        position[position.length - 1] = JSON.parse(string) as string;
        break;
      case COMMA: {
        const last = position.at(-1);
        if (typeof last === "number") position[position.length - 1] = last + 1;
        break;
      }
      case OPEN_ARRAY:
        position.push(0);
        break;
      case OPEN_OBJECT:
        position.push("");
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        position.pop();
        break;
      default:
    }
  }
  return position;
}
