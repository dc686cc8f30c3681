/**
 * A random UUID, also where `crypto.randomUUID` is missing: on pages without https, and in React
 * Native, which has no `crypto` of its own.
 */
export function randomUuid(): string {
  return uuidFrom(randomBytes());
}

function randomBytes(): Uint8Array {
  const bytes = new Uint8Array(16);
  const scope = globalThis as { readonly crypto?: typeof crypto };
  return scope.crypto?.getRandomValues(bytes) ?? bytes.map(() => Math.random() * 256);
}

/** The UUID (version 4) that these 16 bytes make. @see https://www.rfc-editor.org/rfc/rfc9562 */
export function uuidFrom(bytes: Uint8Array): string {
  const hex = Array.from(bytes.slice(0, 16), (byte, index) => {
    if (index === 6) return (byte & 0x0f) | 0x40;
    return index === 8 ? (byte & 0x3f) | 0x80 : byte;
  }).map((byte) => byte.toString(16).padStart(2, "0"));
  const parts = [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10)];
  return [...parts, hex.slice(10)].map((part) => part.join("")).join("-");
}
