import type { Caller } from "../caller/caller.ts";
import { parseFieldPath, type FieldPath } from "../paths/field-path.ts";
import type { Operator } from "../values/operator.ts";
import type { Fields, Value } from "../values/value.ts";

/** What a function that judges a stored document is given. */
export interface DocumentCheckInput {
  readonly caller: Caller;
  /** The values of the path's segments, the document's id among them where the path names it. */
  readonly params: Readonly<Record<string, string>>;
  readonly document: Fields;
}

/**
 * Who may do something, as data: built with the functions of this file, and read by
 * {@link resolve}, which denies whatever it does not know.
 */
export type Policy =
  | { readonly kind: "anyone" | "nobody" | "signedIn" | "admin" }
  | { readonly kind: "role"; readonly role: string }
  | { readonly kind: "service"; readonly service: string }
  | { readonly kind: "pathOwner" | "pathTeam"; readonly segment: string }
  | { readonly kind: "owner" | "team" | "among"; readonly field: FieldPath }
  | Where
  | Member
  | { readonly kind: "onlyFields"; readonly fields: readonly FieldPath[] }
  | CallerCheck
  | DocumentCheck
  | { readonly kind: "anyOf" | "allOf"; readonly policies: readonly Policy[] };

interface Where {
  readonly kind: "where";
  readonly field: FieldPath;
  readonly op: Operator;
  readonly value: Value;
}

interface Member {
  readonly kind: "member";
  /** The path of the document with the list, `{segments}` of the collection's path in it. */
  readonly document: string;
  readonly field: FieldPath;
  readonly maxAgeMs: number;
}

interface CallerCheck {
  readonly kind: "callerCheck";
  readonly name: string;
  readonly passes: (caller: Caller) => boolean;
}

interface DocumentCheck {
  readonly kind: "documentCheck";
  readonly name: string;
  readonly passes: (input: DocumentCheckInput) => boolean;
}

/** Everybody, signed in or not. */
export const anyone = (): Policy => policy({ kind: "anyone" });

/** Nobody, admins included. What is not declared is this. */
export const nobody = (): Policy => policy({ kind: "nobody" });

/** Any end user who is signed in. A service is not one. */
export const signedIn = (): Policy => policy({ kind: "signedIn" });

/** A caller with the claim `admin: true`. */
export const admin = (): Policy => policy({ kind: "admin" });

/** A caller whose claim `roles` has this role. */
export const role = (name: string): Policy => policy({ kind: "role", role: name });

/** The service of this name. */
export const service = (name: string): Policy => policy({ kind: "service", service: name });

/** The end user whose uid the field holds. */
export const owner = (field: string): Policy =>
  policy({ kind: "owner", field: parseFieldPath(field) });

/** The end user whose uid stands in the path: `pathOwner("uid")` for `users/{uid}/notes`. */
export const pathOwner = (segment: string): Policy => policy({ kind: "pathOwner", segment });

/** An end user whose claim `teams` has the team that the field holds. */
export const team = (field: string): Policy =>
  policy({ kind: "team", field: parseFieldPath(field) });

/** An end user whose claim `teams` has the team that stands in the path. */
export const pathTeam = (segment: string): Policy => policy({ kind: "pathTeam", segment });

/** An end user whose uid is an element of the field, an array. */
export const among = (field: string): Policy =>
  policy({ kind: "among", field: parseFieldPath(field) });

/**
 * Documents of which this comparison holds, for everybody; with Firestore's own meaning: `!=`
 * and `not-in` leave out documents without the field, and comparisons hold only within a type.
 */
export const where = (field: string, op: Operator, value: Value): Policy =>
  policy({ kind: "where", field: parseFieldPath(field), op, value });

/**
 * An end user whose uid is an element of an array of another document, which the collection's
 * path names: `member("teams/{teamId}", "members")` for `teams/{teamId}/tasks`. Costs one read,
 * the caller's own; reads may take it from memory for `maxAgeMs` (default 0: not at all), writes
 * never do.
 */
export const member = (
  document: string,
  field: string,
  { maxAgeMs = 0 }: { readonly maxAgeMs?: number } = {},
): Policy => policy({ kind: "member", document, field: parseFieldPath(field), maxAgeMs });

/**
 * Updates that touch these fields and nothing else; for `update` alone, with who may do it:
 * `update: allOf(signedIn(), onlyFields("likes"))`.
 */
export const onlyFields = (...fields: readonly string[]): Policy =>
  policy({ kind: "onlyFields", fields: fields.map(parseFieldPath) });

/** Callers for which the function returns true. The name stands for it in messages. */
export const callerCheck = (name: string, passes: CallerCheck["passes"]): Policy =>
  policy({ kind: "callerCheck", name, passes });

/**
 * Documents of which the function returns true. It can't be a filter of a query, so a collection
 * whose `list` uses it is refused at start; declare it for get, create, update or delete.
 */
export const documentCheck = (name: string, passes: DocumentCheck["passes"]): Policy =>
  policy({ kind: "documentCheck", name, passes });

/** Holds where one of them holds. */
export const anyOf = (...policies: readonly Policy[]): Policy =>
  policy({ kind: "anyOf", policies: Object.freeze(policies) });

/** Holds where all of them hold. */
export const allOf = (...policies: readonly Policy[]): Policy =>
  policy({ kind: "allOf", policies: Object.freeze(policies) });

function policy(data: Policy): Policy {
  return Object.freeze(data);
}
