import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { PlainError } from "../command/plain-error.ts";
import { shown } from "./shown.ts";

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Says where a file stops to be UTF-8, and what else it may be. */
export async function notUtf8(file: string): Promise<PlainError> {
  let line = 1;
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of createReadStream(file)) {
    const bytes = Buffer.concat([rest, piece as Buffer]);
    let start = 0;
    for (let end = lineEnd(bytes, start); end !== -1; end = lineEnd(bytes, start)) {
      const content = bytes.subarray(start, end);
      if (!isUtf8(content)) return describe(file, line, content);
      line += 1;
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  return describe(file, line, rest);
}

/** A return that a newline follows ends no line by itself; at the end of a piece that is not known. */
function lineEnd(bytes: Buffer, start: number): number {
  const newline = bytes.indexOf(NEWLINE, start);
  const before = bytes.subarray(start, newline === -1 ? bytes.length - 1 : newline - 1);
  const lone = before.indexOf(RETURN);
  return lone === -1 ? newline : start + lone;
}

function describe(file: string, line: number, content: Buffer): PlainError {
  const text = new TextDecoder("windows-1252").decode(content);
  return new PlainError(
    `${file} is not UTF-8: line ${String(line)} has bytes of another encoding. If it is Windows-1252 or ` +
      `Latin-1, as Excel and older programs write in western Europe, that line reads ${shown(text)}: ` +
      `add --encoding windows-1252. Another one goes by its name, such as --encoding shift_jis.`,
  );
}
