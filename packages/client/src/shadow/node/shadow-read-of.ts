import type { ShadowRead } from "../../../../gateway/src/api/shadow-report.ts";
import { encodeBase64 } from "../../../../gateway/src/text/base64.ts";

type RestValue = ShadowRead["body"][string];

/** The library's streams that are reads, as the REST protocol calls them. */
const METHODS: ReadonlyMap<string, ShadowRead["method"]> = new Map([
  ["batchGetDocuments", "batchGet"],
  ["runQuery", "runQuery"],
  ["runAggregationQuery", "runAggregationQuery"],
]);

/** What is no plain read: of a transaction, of a past time, or explained. */
const NOT_PLAIN = ["transaction", "newTransaction", "readTime", "explainOptions"] as const;

/** The read that the library sends; undefined where it is none that can be asked twice. */
export function shadowReadOf(method: string, request: object): ShadowRead | undefined {
  const name = METHODS.get(method);
  const own = request as Readonly<Record<string, unknown>>;
  if (name === undefined || NOT_PLAIN.some((key) => own[key] !== undefined && own[key] !== null)) {
    return undefined;
  }
  const { database, parent, ...rest } = own;
  return {
    method: name,
    parent: typeof parent === "string" ? parent : `${String(database)}/documents`,
    body: restForm(rest) as ShadowRead["body"],
    isRedacted: false,
  };
}

/** A protobuf as the REST protocol's JSON has it. */
function restForm(proto: unknown): RestValue {
  if (proto instanceof Uint8Array) return encodeBase64(proto);
  if (Array.isArray(proto)) return proto.map(restForm);
  if (typeof proto !== "object" || proto === null) return plain(proto);
  const entries = Object.entries(proto).filter(
    ([key, value]) => key !== "valueType" && value !== undefined && typeof value !== "function",
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, memberForm(key, value)]));
}

function memberForm(key: string, value: unknown): RestValue {
  if (key === "limit" && typeof value === "object" && value !== null) {
    return restForm((value as { readonly value?: unknown }).value);
  }
  if (key === "nullValue") return null;
  if (key === "timestampValue" && typeof value === "object" && value !== null) {
    return timeText(value as Readonly<Record<string, unknown>>);
  }
  return restForm(value);
}

function timeText({ seconds = 0, nanos = 0 }: Readonly<Record<string, unknown>>): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(nanos).padStart(9, "0")}Z`;
}

/** JSON has no number for these, and no bigint. */
function plain(value: unknown): RestValue {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return (value ?? null) as RestValue;
}
