import { sign, type KeyObject } from "node:crypto";

/** ASN.1's tags, as DER writes them. */
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = 0x05;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;

const SHA256_WITH_RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const COMMON_NAME = [0x55, 0x04, 0x03];

/** A pair of RSA keys. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** What a certificate says, besides its key. */
export interface CertificateSubject {
  readonly commonName: string;
  /** The years at whose beginning it begins and ends, below 2050. */
  readonly years: readonly [begin: number, end: number];
}

/**
 * The X.509 certificate in PEM that a key issues for itself, in the form in which Google publishes
 * the keys of ID tokens.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc5280#section-4.1
 */
export function selfSigned(
  { publicKey, privateKey }: KeyPair,
  { commonName, years }: CertificateSubject = { commonName: "keys", years: [2020, 2021] },
): string {
  const algorithm = der(SEQUENCE, der(OBJECT_IDENTIFIER, SHA256_WITH_RSA), der(NULL));
  const attribute = [
    der(OBJECT_IDENTIFIER, COMMON_NAME),
    der(UTF8_STRING, Buffer.from(commonName)),
  ];
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, ...attribute)));
  const beginningOf = (year: number) =>
    der(UTC_TIME, Buffer.from(`${String(year % 100)}0101000000Z`));
  const validity = der(SEQUENCE, ...years.map(beginningOf));
  const key = publicKey.export({ format: "der", type: "spki" });
  const content = der(SEQUENCE, der(INTEGER, [1]), algorithm, name, validity, name, key);
  const signature = sign("sha256", content, privateKey);
  const certificate = der(SEQUENCE, content, algorithm, der(BIT_STRING, [0], signature));
  const lines = certificate.toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: readonly Iterable<number>[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from([...part])));
  const { length } = content;
  const lengthBytes =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content]);
}
