import { createReadStream } from "node:fs";

const NEWLINE = 0x0a;

/** The line of a file, counted from 1, in which the byte at this offset stands. */
export async function lineAt(file: string, offset: number): Promise<number> {
  let line = 1;
  if (offset === 0) return line;
  for await (const chunk of createReadStream(file, { end: offset - 1 })) {
    const bytes = chunk as Buffer;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) line += 1;
  }
  return line;
}
