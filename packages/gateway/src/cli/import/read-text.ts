import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { PlainError } from "../command/plain-error.ts";
import { HEAD_BYTES, notText, wideEncoding } from "./file-kind.ts";
import { notUtf8 } from "./not-utf8.ts";

/** A file of text. */
export interface TextFile {
  readonly path: string;
  /** A label of the WHATWG's Encoding Standard. */
  readonly encoding: string;
}

/** What a file continues with. */
export interface TextPiece {
  readonly text: string;
  /** Nothing follows; the text may be empty. */
  readonly isLast: boolean;
  /** How much of the file has been read. */
  readonly bytesRead: number;
}

export const UTF_8 = "utf-8";

/**
 * Reads a file of text piece by piece, without a byte order mark.
 *
 * @throws PlainError where it can't be read, or is not in its encoding
 */
export async function* readText({ path, encoding }: TextFile): AsyncGenerator<TextPiece> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const bytes = createReadStream(path);
  try {
    for await (const piece of bytes) {
      const text = decoder.decode(piece as Buffer, { stream: true });
      yield { text, isLast: false, bytesRead: bytes.bytesRead };
    }
    yield { text: decoder.decode(), isLast: true, bytesRead: bytes.bytesRead };
  } catch (error) {
    throw await toPlainError(error, { path, encoding });
  }
}

/**
 * The start of a file's text.
 *
 * @throws PlainError that names what the file is, where it is not text in this encoding
 */
export async function headOf(file: TextFile): Promise<string> {
  const head = await readHead(file.path);
  const problem = notText(head) ?? wrongEncoding(head, file.encoding);
  if (problem !== undefined) throw new PlainError(`${file.path} ${problem}.`);
  return new TextDecoder(file.encoding).decode(head);
}

function wrongEncoding(head: Buffer, encoding: string): string | undefined {
  if (!isLabelOf(encoding, UTF_8)) return undefined;
  const wide = wideEncoding(head);
  if (wide === "UTF-32") return "is UTF-32 text, not UTF-8: convert it to UTF-8 first";
  if (wide !== undefined) return `is ${wide} text, not UTF-8: add --encoding ${wide.toLowerCase()}`;
  return head.includes(0) ? "is a binary file, or text in an unknown encoding" : undefined;
}

/**
 * Reads a file to its end, so that what can't be read is known before anything is written.
 *
 * @throws PlainError
 */
export async function checkText(file: TextFile): Promise<void> {
  for await (const { isLast } of readText(file)) if (isLast) return;
}

async function readHead(path: string): Promise<Buffer> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    if (bytesRead === 0) throw new PlainError(`${path} is empty.`);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw await toPlainError(error, { path, encoding: UTF_8 });
  }
}

function isLabelOf(label: string, encoding: string): boolean {
  return new TextDecoder(label).encoding === encoding;
}

async function toPlainError(error: unknown, { path, encoding }: TextFile): Promise<unknown> {
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
    if (isLabelOf(encoding, UTF_8)) return notUtf8(path);
    return new PlainError(`${path} is not in the encoding ${encoding}.`, { cause: error });
  }
  if (syscall === undefined) return error;
  return new PlainError(`${path} can't be read: ${message}.`, { cause: error });
}
