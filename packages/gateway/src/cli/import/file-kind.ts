/** What a file starts with that is no text, and what to do with it. */
const KINDS: readonly (readonly [start: string, advice: string])[] = [
  ["1f8b", "is compressed with gzip: unpack it first (gunzip)"],
  ["504b0304", "is a zip archive (an Excel workbook is one): unpack it, or save it as CSV UTF-8"],
  ["504b0506", "is an empty zip archive"],
  ["d0cf11e0a1b11ae1", "is an old Excel or Office file: save it as CSV UTF-8"],
  ["50415231", "is a Parquet file: convert it to NDJSON or CSV first"],
  ["4152524f5731", "is an Arrow file: convert it to NDJSON or CSV first"],
  ["4f626a01", "is an Avro file: convert it to NDJSON or CSV first"],
  ["4f5243", "is an ORC file: convert it to NDJSON or CSV first"],
  ["53514c69746520666f726d6174203300", "is a SQLite database: export a table as CSV first"],
  ["255044462d", "is a PDF document, which holds no rows"],
  ["28b52ffd", "is compressed with Zstandard: unpack it first (unzstd)"],
  ["425a68", "is compressed with bzip2: unpack it first (bunzip2)"],
  ["fd377a585a00", "is compressed with xz: unpack it first (unxz)"],
  ["04224d18", "is compressed with LZ4: unpack it first (unlz4)"],
  ["377abcaf271c", "is a 7-Zip archive: unpack it first"],
  ["526172211a07", "is a RAR archive: unpack it first"],
  ["89504e470d0a1a0a", "is a PNG image, which holds no rows"],
  ["ffd8ff", "is a JPEG image, which holds no rows"],
  ["47494638", "is a GIF image, which holds no rows"],
];

/** So much of a file tells what it is. */
export const HEAD_BYTES = 64 * 1024;

const HTML = /^\s*<(!doctype html|html|head|body)\b/i;
const XML = /^\s*<\?xml\b/;

/**
 * What a file with this start is that holds no rows as text, in words that go on from its name;
 * undefined where nothing says so.
 */
export function notText(head: Buffer): string | undefined {
  const start = head.toString("hex", 0, 16);
  const advice = KINDS.find(([magic]) => start.startsWith(magic))?.[1];
  if (advice !== undefined) return advice;
  if (head.toString("latin1", 257, 262) === "ustar") return "is a tar archive: unpack it first";
  const text = head.toString("latin1", 0, 1024).replace(/^\u00ef\u00bb\u00bf/, "");
  if (HTML.test(text)) return "is an HTML page, which holds no rows: was it downloaded as a file?";
  return XML.test(text) ? "is XML: convert it to NDJSON or CSV first" : undefined;
}

/** The Unicode encoding other than UTF-8 that a text with this start is in, undefined for none. */
export function wideEncoding(head: Buffer): string | undefined {
  const start = head.toString("hex", 0, 4);
  if (start === "0000feff" || start === "fffe0000") return "UTF-32";
  if (start.startsWith("fffe")) return "UTF-16LE";
  if (start.startsWith("feff")) return "UTF-16BE";
  return wideWithoutMark(head.subarray(0, 1024));
}

/** Without a mark, text that is mostly of this alphabet has a zero in every other byte. */
function wideWithoutMark(head: Buffer): string | undefined {
  let even = 0;
  let odd = 0;
  for (let at = 0; at + 1 < head.length; at += 2) {
    if (head[at] === 0) even += 1;
    if (head[at + 1] === 0) odd += 1;
  }
  const pairs = Math.floor(head.length / 2);
  const isMost = (zeros: number): boolean => zeros > pairs * 0.4;
  if (pairs === 0 || isMost(even) === isMost(odd)) return undefined;
  return isMost(odd) ? "UTF-16LE" : "UTF-16BE";
}
