import type { AskedTransaction } from "../transactions/transaction.ts";
import { oneOf, readMessage, readText, type MessageFields } from "./message.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { toTimestamp } from "./request-value.ts";
import type { Parameters } from "./target.ts";

/** Which state of the database a read asks to see: that of a transaction, old or new, or of a time. */
export type ReadSelector =
  | { readonly transaction: string }
  | { readonly newTransaction: AskedTransaction }
  | { readonly readTime: string };

export const SELECTOR_PARTS = ["transaction", "newTransaction", "readTime"] as const;

/**
 * What a read asks to see; undefined for the latest.
 *
 * @throws GatewayError INVALID_REQUEST
 */
export function toSelector(
  sent: MessageFields<(typeof SELECTOR_PARTS)[number]>,
): ReadSelector | undefined {
  const { newTransaction, readTime } = sent;
  const transaction = toTicket(sent.transaction, at(undefined, "transaction"));
  const given = {
    ...(transaction !== undefined && { transaction }),
    ...(newTransaction !== undefined && { newTransaction }),
    ...(readTime !== undefined && { readTime }),
  };
  if (Object.keys(given).length === 0) return undefined;
  switch (oneOf(given, SELECTOR_PARTS)) {
    case "transaction":
      return { transaction: transaction as string };
    case "newTransaction":
      return { newTransaction: toMode(newTransaction, at(undefined, "newTransaction")) };
    case "readTime":
      return { readTime: toTimestamp(readTime, at(undefined, "readTime")) };
  }
}

/** The same from the parameters of a URL. @throws GatewayError INVALID_REQUEST */
export function toParameterSelector(
  sent: Parameters<"transaction" | "readTime">,
): ReadSelector | undefined {
  return toSelector({ transaction: sent.transaction?.[0], readTime: sent.readTime?.[0] });
}

/** What a transaction is to be begun for: to lock and write, where nothing else is said. @throws GatewayError INVALID_REQUEST */
export function toMode(sent: unknown, place: Place): AskedTransaction {
  const parts = ["readOnly", "readWrite"] as const;
  const options = readMessage(sent ?? {}, parts, place);
  if (options.readOnly === undefined && options.readWrite === undefined) return { readOnly: false };
  const mode = oneOf(options, parts, place);
  const modePlace = at(place, mode);
  if (mode === "readOnly") {
    const { readTime } = readMessage(options.readOnly, ["readTime"], modePlace);
    return {
      readOnly: true,
      ...(readTime !== undefined && { readTime: toTimestamp(readTime, at(modePlace, "readTime")) }),
    };
  }
  const { retryTransaction } = readMessage(options.readWrite, ["retryTransaction"], modePlace);
  const retries = toTicket(retryTransaction, at(modePlace, "retryTransaction"));
  return { readOnly: false, ...(retries !== undefined && { retries }) };
}

/** A transaction's bytes, in base64; undefined for none. @throws GatewayError INVALID_REQUEST */
export function toTicket(sent: unknown, place: Place): string | undefined {
  if (sent === undefined || sent === "") return undefined;
  const text = readText(sent, place);
  if (text.length <= MAX_TICKET && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return text;
  throw invalidAt(place, "must be the bytes of a transaction, in base64");
}

/** Characters. One that is longer was not made here. */
const MAX_TICKET = 4096;
