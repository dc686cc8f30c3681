const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** The last group of base64 text that has padding: the bits that stand for no byte are zero. */
const PADDED_GROUP = /^(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)$/;

/** Whether this is standard base64 with padding, in the one form that its bytes have. */
export function isBase64(text: string): boolean {
  if (text.length % 4 !== 0 || !BASE64.test(text)) return false;
  return !text.endsWith("=") || PADDED_GROUP.test(text.slice(-4));
}

/** How many bytes base64 stands for. */
export function byteLength(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/** The text of bytes, in browsers too. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The bytes of a text that {@link isBase64}. */
export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
