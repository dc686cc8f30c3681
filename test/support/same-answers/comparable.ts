import { padTimestamp } from "../../../packages/gateway/src/values/timestamp.ts";

/** Times by the order in which they are first told: no two databases have the same. */
export class ToldTimes {
  readonly #names = new Map<string, string>();

  nameOf(time: string): string {
    const padded = padTimestamp(time);
    const name = this.#names.get(padded) ?? `time ${String(this.#names.size)}`;
    this.#names.set(padded, name);
    return name;
  }
}

/** Fields of messages that hold the time of a write. */
const VERSIONS = new Set(["createTime", "updateTime", "commitTime"]);

/**
 * An answer as it is compared with another database's: times by their order, errors by their codes,
 * and what proto3's JSON may leave out left out.
 */
export function comparable(answer: unknown, times: ToldTimes): unknown {
  return partOf(answer, "", times);
}

function partOf(part: unknown, name: string, times: ToldTimes): unknown {
  if (Array.isArray(part)) return part.map((one) => partOf(one, "", times));
  if (typeof part === "string") return textOf(part, name, times);
  if (typeof part !== "object" || part === null) return part;
  const message = part as Readonly<Record<string, unknown>>;
  if ("error" in message) return { error: (message["error"] as { status: string }).status };
  // A google.rpc.Status.
  if ("code" in message && "message" in message) return { code: message["code"] };
  const parts = Object.entries(message)
    .map(([key, value]) => [key, partOf(value, key, times)] as const)
    .filter(([key, value]) => !isLeftOut(key, value));
  return Object.fromEntries(parts.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function textOf(text: string, name: string, times: ToldTimes): string {
  if (VERSIONS.has(name)) return times.nameOf(text);
  if (name === "transaction" || name === "nextPageToken") return "given";
  if (name !== "timestampValue") return text;
  const time = padTimestamp(text);
  return time > "2025" ? "now" : time;
}

/**
 * Of a stream, when it was read, that it ended, and what an offset passed over, which the emulator
 * tells of some; and what is empty or nothing.
 */
function isLeftOut(name: string, value: unknown): boolean {
  if (["readTime", "done", "skippedResults"].includes(name)) return true;
  if (["latitude", "longitude"].includes(name)) return value === 0;
  if (["fields", "values", "documents", "writeResults", "status"].includes(name)) {
    return typeof value === "object" && value !== null && Object.keys(value).length === 0;
  }
  return false;
}
