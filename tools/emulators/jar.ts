import { readFileSync } from "node:fs";
import { crc32, inflateRawSync } from "node:zlib";

const MANIFEST = "META-INF/MANIFEST.MF";
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL = 0x06054b50;
const DEFLATED = 8;

/** Whether `java -jar` can run the jar: whether its manifest names a main class. */
export function hasMainClass(jarPath: string): boolean {
  const manifest = readEntry(readFileSync(jarPath), MANIFEST);
  return manifest !== undefined && /^Main-Class:/m.test(manifest.toString("utf8"));
}

/** A jar of nothing but a manifest, which runs a class of another jar. `classPath` is that jar's file URL. */
export function wrapperJar(mainClass: string, classPath: URL): Buffer {
  const manifest = [
    "Manifest-Version: 1.0",
    `Main-Class: ${mainClass}`,
    `Class-Path: ${classPath.href}`,
  ];
  return zipOf(MANIFEST, Buffer.from(manifest.map(manifestLine).join("") + "\r\n"));
}

/** A manifest's line has at most 72 bytes; what is longer goes on after a space. File URLs are ASCII. */
function manifestLine(line: string): string {
  const [first = "", ...rest] = line.match(/^.{1,70}|.{1,69}/g) ?? [];
  return [first, ...rest.map((part) => ` ${part}`)].map((part) => `${part}\r\n`).join("");
}

/** A zip file of one entry, stored as it is (PKWARE's APPNOTE 4.3). */
function zipOf(name: string, content: Buffer): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([uint32(LOCAL_HEADER), common, Buffer.from(name), content]);
  const versionMadeBy = Buffer.from([20, 0]);
  const attributesAndOffset = Buffer.alloc(14);
  const central = Buffer.concat([
    uint32(CENTRAL_HEADER),
    versionMadeBy,
    common,
    attributesAndOffset,
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, uint32(END_OF_CENTRAL), end]);
}

function readEntry(zip: Buffer, name: string): Buffer | undefined {
  let at = zip.readUInt32LE(zip.lastIndexOf(uint32(END_OF_CENTRAL)) + 16);
  while (at + 46 <= zip.length && zip.readUInt32LE(at) === CENTRAL_HEADER) {
    const nameLength = zip.readUInt16LE(at + 28);
    if (zip.toString("utf8", at + 46, at + 46 + nameLength) === name) return contentOf(zip, at);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return undefined;
}

function contentOf(zip: Buffer, central: number): Buffer {
  const local = zip.readUInt32LE(central + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(start, start + zip.readUInt32LE(central + 20));
  return zip.readUInt16LE(central + 10) === DEFLATED ? inflateRawSync(bytes) : bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
