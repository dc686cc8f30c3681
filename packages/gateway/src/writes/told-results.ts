import { formatFieldPath, isPrefix } from "../paths/field-path.ts";
import { holds } from "../policy/holds.ts";
import type { OtherDocuments } from "../policy/lookups.ts";
import { applyUpdate } from "../values/apply-update.ts";
import { valueAt } from "../values/select.ts";
import { toMillis } from "../values/timestamp.ts";
import type { Fields, Value } from "../values/value.ts";
import type { DocumentUpdate, FieldTransform } from "../values/write.ts";
import type { ClientTransform } from "../schema/check/client-transforms.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { WriteResult } from "../documents/store.ts";
import type { Decided } from "./decide-within-limits.ts";

/** What Firestore answered to a write's transforms, and whether the caller may know of the document. */
export interface Answered {
  /** In the order of the write's transforms. */
  readonly results: readonly Value[];
  readonly isGettable: boolean;
  /** The server's time, of which nothing is left where another transform of its field follows. */
  readonly time: Value;
}

/**
 * What the caller is told of each transform that it sent, in their order: null for arrays, as
 * Firestore answers, for what the caller may not read, and for what is not known.
 */
export function toldResults(
  { sent, hidden }: AuthorizedWrite,
  update: DocumentUpdate,
  answered: Answered,
): readonly Value[] {
  if (sent.length === 0) return [];
  const context = { update, fields: applyUpdate(null, { fields: update.fields }, ""), answered };
  const made = placesByField(update.transforms ?? []);
  const left = placesByField(sent);
  return sent.map((one) => {
    const name = formatFieldPath(one.field);
    left.get(name)?.shift();
    if (hidden.some((path) => isPrefix(path, one.field))) return null;
    const following = left.get(name)?.length ?? 0;
    return resultOf(one, { ...context, made: made.get(name) ?? [], following });
  });
}

/** The indexes of the transforms of each field. */
function placesByField(transforms: readonly FieldTransform[]): Map<string, number[]> {
  const indexes = Array.from(transforms.keys());
  return Map.groupBy(indexes, (index) =>
    formatFieldPath((transforms[index] as FieldTransform).field),
  );
}

interface ResultContext {
  readonly update: DocumentUpdate;
  /** The fields of the update as they are read. */
  readonly fields: Fields;
  readonly answered: Answered;
  /** Where the update transforms the field. */
  readonly made: readonly number[];
  /** How many transforms of the field were sent after this one. */
  readonly following: number;
}

function resultOf(
  { field, transform, alone = null }: ClientTransform,
  { update, fields, answered: { results, isGettable, time }, made, following }: ResultContext,
): Value {
  const { kind } = transform;
  if (kind === "arrayUnion" || kind === "arrayRemove") return null;
  // The time is one for the whole write.
  const at =
    kind === "serverTimestamp"
      ? made.find((index) => update.transforms?.[index]?.transform.kind === kind)
      : made[made.length - 1 - following];
  // The time is no secret; a number tells what was stored.
  if (at !== undefined) {
    return kind === "serverTimestamp" || isGettable ? (results[at] ?? null) : null;
  }
  // Made without what is stored: the caller's own. Of a time only one that is kept stands there.
  if (following > 0) return kind === "serverTimestamp" ? time : alone;
  return kind === "serverTimestamp" && !isGettable ? null : (valueAt(fields, field) ?? null);
}

interface AppliedWrite {
  readonly result: WriteResult;
  readonly others: OtherDocuments;
  /** Where Firestore tells it. */
  readonly commitTime?: string;
  /** The server's time in it, where a transform beside it tells. @default the commit's */
  readonly time?: Value | undefined;
}

/**
 * The result of a write as the caller is told it. A document that was left as it was keeps its
 * version, which tells what it holds: who may not know that is told of the commit's time.
 */
export function toldResult(
  grant: AuthorizedWrite,
  decided: Decided,
  { result, others, commitTime, time }: AppliedWrite,
): WriteResult {
  if (decided.write.kind !== "update") return result;
  const { transformResults: results = [], updateTime } = result;
  const isGettable = isGettableAfter(grant, decided, others);
  const version = isGettable ? updateTime : commitTime;
  const answered = { results, isGettable, time: time ?? serverTime(commitTime ?? updateTime) };
  return {
    ...(version !== undefined && { updateTime: version }),
    ...(grant.sent.length > 0 && {
      transformResults: toldResults(grant, decided.write, answered),
    }),
  };
}

function serverTime(commitTime: string | undefined): Value {
  return commitTime === undefined ? null : { $timestamp: toMillis(commitTime) };
}

/** Whether the caller may know of what the write leaves; no, where that depends on what was not read. */
function isGettableAfter(
  { operation, get }: AuthorizedWrite,
  { after }: Decided,
  others: OtherDocuments,
): boolean {
  if (operation.kind === "create" || get === true) return true;
  return after !== undefined && after !== null && holds(get, after, others);
}
