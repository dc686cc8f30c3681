const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 20;
/** Bytes from here on would make the first characters of the alphabet likelier than the others. */
const FAIR_BYTES = 256 - (256 % ALPHABET.length);

/**
 * A new document id as Firestore's own clients make them: 20 random letters and digits (119 bits),
 * spread evenly, so that writes don't gather in one place of an index.
 *
 * @param randomBytes cryptographically secure: an id may be all that guards a document.
 */
export function newDocumentId(randomBytes: (size: number) => Uint8Array): string {
  let id = "";
  while (id.length < LENGTH) {
    for (const byte of randomBytes(LENGTH * 2)) {
      if (byte < FAIR_BYTES && id.length < LENGTH) id += ALPHABET[byte % ALPHABET.length];
    }
  }
  return id;
}
