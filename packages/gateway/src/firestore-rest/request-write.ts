import type { Root } from "../documents/codec.ts";
import { requiresNone } from "../documents/requires-none.ts";
import type { Precondition } from "../documents/store.ts";
import { formatFieldPath, type FieldPath } from "../paths/field-path.ts";
import { outermost } from "../paths/outermost.ts";
import { ancestorOf, pathTree } from "../paths/path-tree.ts";
import type { WriteOperation } from "../request/operation.ts";
import { toVersion } from "../request/request-write.ts";
import { editFields } from "../values/edit-fields.ts";
import { putField } from "../values/map.ts";
import { valueAt } from "../values/select.ts";
import type { Fields, Value } from "../values/value.ts";
import type { SentTransform } from "../wire/wire-transforms.ts";
import { oneOf, readBoolean, readList, readMessage, readText } from "./message.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { toMask, toNewPath, toPath } from "./request-name.ts";
import { toSentTransform } from "./request-transform.ts";
import { toFields } from "./request-value.ts";

const PARTS = ["update", "delete", "verify", "transform"] as const;
const BESIDE = ["updateMask", "updateTransforms", "currentDocument"] as const;

/**
 * The operation that a Write of Firestore's asks for.
 *
 * @throws GatewayError INVALID_REQUEST
 */
export function toOperation(sent: unknown, place: Place, root: Root): WriteOperation {
  const write = readMessage(sent, [...PARTS, ...BESIDE], place);
  const part = oneOf(write, PARTS, place);
  const condition = toCondition(write.currentDocument, at(place, "currentDocument"));
  if (part === "update") return toUpdate(write, { condition, place, root });
  if (write.updateMask !== undefined) throw invalidAt(at(place, "updateMask"), "needs an update");
  if (write.updateTransforms !== undefined) {
    throw invalidAt(at(place, "updateTransforms"), "needs an update");
  }
  const partPlace = at(place, part);
  if (part === "transform") return toTransformOnly(write.transform, partPlace, { condition, root });
  const path = toPath(write[part], partPlace, root);
  if (part === "verify" && condition === undefined) {
    throw invalidAt(at(place, "currentDocument"), "is missing: a verify needs one");
  }
  return { kind: part, path, ...(condition && { condition }) };
}

/** @throws GatewayError INVALID_REQUEST */
export function toCondition(sent: unknown, place: Place): Precondition | undefined {
  if (sent === undefined) return undefined;
  const { exists, updateTime } = readMessage(sent, ["exists", "updateTime"], place);
  if (exists !== undefined && updateTime !== undefined) {
    throw invalidAt(place, "must have only one of exists, updateTime");
  }
  if (exists !== undefined) return { exists: readBoolean(exists, at(place, "exists")) };
  if (updateTime === undefined) return undefined;
  return { updateTime: toVersion(readText(updateTime, at(place, "updateTime"))) };
}

interface ParseContext {
  readonly condition: Precondition | undefined;
  readonly place: Place;
  readonly root: Root;
}

function toUpdate(
  write: Partial<Record<"update" | (typeof BESIDE)[number], unknown>>,
  { condition, place, root }: ParseContext,
): WriteOperation {
  const updatePlace = at(place, "update");
  const document = readMessage(
    write.update,
    ["name", "fields", "createTime", "updateTime"],
    updatePlace,
  );
  const toName = mayMake(condition) ? toNewPath : toPath;
  const transformsPlace = at(place, "updateTransforms");
  return operationOf({
    path: toName(document.name, at(updatePlace, "name"), root),
    fields: toFields(document.fields, at(updatePlace, "fields"), root),
    mask:
      write.updateMask === undefined
        ? undefined
        : toMask(write.updateMask, at(place, "updateMask")),
    transforms: readList(write.updateTransforms, transformsPlace).map((transform, index) =>
      toSentTransform(transform, at(transformsPlace, index), root),
    ),
    condition,
  });
}

/** A write of the older form, of transforms alone, whether there is a document or not. */
function toTransformOnly(
  sent: unknown,
  place: Place,
  { condition, root }: { condition: Precondition | undefined; root: Root },
): WriteOperation {
  const { document, fieldTransforms } = readMessage(sent, ["document", "fieldTransforms"], place);
  const list = at(place, "fieldTransforms");
  const transforms = readList(fieldTransforms, list);
  if (transforms.length === 0) throw invalidAt(list, "must have one or more");
  const toName = mayMake(condition) ? toNewPath : toPath;
  return operationOf({
    path: toName(document, at(place, "document"), root),
    fields: {},
    mask: [],
    transforms: transforms.map((transform, index) =>
      toSentTransform(transform, at(list, index), root),
    ),
    condition,
  });
}

/** Whether there may be a document afterwards where there was none before. */
function mayMake(condition: Precondition | undefined): boolean {
  return condition === undefined || requiresNone(condition);
}

/** An update as Firestore has it, read. */
export interface SentUpdate {
  readonly path: string;
  readonly fields: Fields;
  /**
   * Only these paths are written, those that `fields` lacks are deleted; without it the whole
   * document is replaced. One may lie within another, or stand again.
   */
  readonly mask: readonly FieldPath[] | undefined;
  readonly transforms: readonly SentTransform[];
  readonly condition: Precondition | undefined;
}

/** Firestore's one update as what policies tell apart: a create, a set, a merge or an update. */
export function operationOf(update: SentUpdate): WriteOperation {
  const { path, fields, condition } = update;
  const mask = writtenMask(update);
  const transforms = update.transforms.length > 0 && { transforms: update.transforms };
  if (requiresNone(condition)) {
    const data = mask === undefined ? fields : nested(fields, mask, undefined);
    return { kind: "create", path, data, ...transforms };
  }
  if (mask === undefined) {
    return { kind: "set", path, data: fields, ...transforms, ...(condition && { condition }) };
  }
  if (condition === undefined) {
    const data = nested(fields, mask, DELETED);
    return { kind: "set", path, data, merge: mask, ...transforms };
  }
  // That the document exists is what an update says by itself.
  const version = "updateTime" in condition && { condition };
  return { kind: "update", path, data: changesOf(fields, mask), ...transforms, ...version };
}

/**
 * The mask, in which no path leads to another: a field is written with all that lies in it. What is
 * set within a field that is transformed afterwards makes a map of that, and nothing else of it is
 * left; what is deleted there leaves nothing.
 */
function writtenMask({ mask, fields, transforms }: SentUpdate): readonly FieldPath[] | undefined {
  if (mask === undefined) return undefined;
  const transformed = pathTree(transforms.map(({ field }) => field));
  const written = mask.flatMap((path) => {
    const around = ancestorOf(transformed, path);
    if (around === undefined) return [path];
    return valueAt(fields, path) === undefined ? [] : [around];
  });
  return outermost(written, (path) => path);
}

const DELETED: Value = { $delete: true };

/** The parts of the fields at these paths alone; what is not there is `missing`. */
function nested(fields: Fields, mask: readonly FieldPath[], missing: Value | undefined): Fields {
  const edits = mask.map((path) => ({ path, apply: () => valueOr(missing, fields, path) }));
  return editFields({}, edits);
}

/** What each path is set to, by its text; what is not there is deleted. */
function changesOf(fields: Fields, mask: readonly FieldPath[]): Fields {
  const changes: Record<string, Value> = {};
  for (const path of mask) {
    putField(changes, formatFieldPath(path), valueOr(DELETED, fields, path));
  }
  return changes;
}

/** The value at the path, null too; or this where there is none. */
function valueOr<Missing>(missing: Missing, fields: Fields, path: FieldPath): Value | Missing {
  const value = valueAt(fields, path);
  return value === undefined ? missing : value;
}
