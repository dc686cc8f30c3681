import type { Response } from "../api/api.ts";
import { changed, changeBetween, type DocumentDiff } from "../audit/document-diff.ts";
import type { ListedEntry } from "../audit/stored-changes.ts";
import type { ChangeRights } from "../authorize/change-rights.ts";
import { formatFieldPath, isPrefix, parseFieldPath, type FieldPath } from "../paths/field-path.ts";
import { holds } from "../policy/holds.ts";
import { omit, valueAt } from "../values/select.ts";
import type { Fields } from "../values/value.ts";
import { escapeFields, escapeValue } from "../wire/wire-escape.ts";

type ToldChange = Response<"listChanges">["changes"][number];

/** A change as an admin is told it, without what policies hide of the document. */
export function toChange({ entry, change }: ListedEntry, rights: ChangeRights): ToldChange {
  const { callerKey: key, fields, from, unreadable, command, moreFields, ...told } = entry;
  const maySee = isSeen(rights, { ...entry, change });
  return {
    ...(told as Omit<ToldChange, "key">),
    key,
    ...(from !== undefined && { fromVersion: from }),
    ...(unreadable && { isPartial: true }),
    ...(command !== undefined && { command: JSON.parse(command) as Fields }),
    ...(maySee && fields && { fields: fields.filter((name) => !isHidden(name, rights.hidden)) }),
    ...(maySee && moreFields && { moreFields }),
    ...(maySee && change && valuesOf(change, rights.hidden)),
  };
}

/** Whether the policy lets the caller see the states that a change lies between. */
function isSeen({ get }: ChangeRights, { path = "", change }: JudgedChange): boolean {
  if (get === true || change === undefined) return get === true;
  const { before } = change;
  return [before, changed(before, change)].every(
    (data) => data === null || holds(get, { path, data }),
  );
}

interface JudgedChange {
  readonly path?: string;
  readonly change: DocumentDiff | undefined;
}

function isHidden(name: string, hidden: readonly FieldPath[]): boolean {
  const field = parseFieldPath(name);
  return hidden.some((path) => isPrefix(path, field));
}

function valuesOf(
  change: DocumentDiff,
  hidden: readonly FieldPath[],
): Pick<ToldChange, "before" | "values"> {
  const seen = (fields: Fields | null) => fields && omit(fields, hidden);
  const before = seen(change.before);
  const { fields } = changeBetween(before, seen(changed(change.before, change)));
  return {
    before: before && escapeFields(before),
    values: fields.map(([path, after]) => {
      const had = valueAt(before ?? {}, path);
      return {
        field: formatFieldPath(path),
        ...(had !== undefined && { before: escapeValue(had) }),
        ...(after !== undefined && { after: escapeValue(after) }),
      };
    }),
  };
}
