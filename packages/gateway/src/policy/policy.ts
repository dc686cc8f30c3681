import type { Caller } from "../caller/caller.ts";
import { parseFieldPath, type FieldPath } from "../paths/field-path.ts";
import type { Operator } from "../values/operator.ts";
import type { Fields, Value } from "../values/value.ts";
import type { DocumentChange } from "./condition.ts";
import { parseOpenField } from "./open-field.ts";
import type { Operand } from "./variable.ts";

/** What a function that judges a stored document is given. */
export interface DocumentCheckInput {
  readonly caller: Caller;
  /** The values of the path's segments, the document's id among them where the path names it. */
  readonly params: Readonly<Record<string, string>>;
  /** When the request came: RFC 3339, UTC, with microseconds. */
  readonly now: string;
  readonly document: Fields;
}

/** What a function that judges a write is given: the document before and after it. */
export interface WriteCheckInput extends DocumentChange {
  readonly caller: Caller;
  /** The values of the path's segments, the document's id among them where the path names it. */
  readonly params: Readonly<Record<string, string>>;
  /** When the request came: RFC 3339, UTC, with microseconds. */
  readonly now: string;
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
  | ClaimComparison
  | Member
  | CallerDocument
  | NoCallerDocument
  | { readonly kind: "onlyFields" | "unchanged"; readonly fields: readonly FieldPath[] }
  | CallerCheck
  | DocumentCheck
  | WriteChecked
  | { readonly kind: "stored" | "written"; readonly policy: Policy }
  | { readonly kind: "anyOf" | "allOf"; readonly policies: readonly Policy[] };

interface Where {
  readonly kind: "where";
  readonly field: FieldPath;
  readonly op: Operator;
  readonly value: Operand;
}

interface ClaimComparison {
  readonly kind: "claim";
  readonly claim: FieldPath;
  readonly op: Operator;
  readonly value: Operand;
}

interface CallerDocument {
  readonly kind: "callerDocument";
  /** The path of the other document, a template. */
  readonly document: string;
  readonly maxAgeMs: number;
  /** How a field of it compares; without it, that it is there. */
  readonly test?: {
    readonly field: FieldPath;
    readonly op: Operator;
    readonly value: Operand;
    readonly ifMissing?: Value;
  };
}

interface NoCallerDocument {
  readonly kind: "noCallerDocument";
  readonly document: string;
  readonly maxAgeMs: number;
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

interface WriteChecked {
  readonly kind: "writeCheck";
  readonly name: string;
  readonly passes: (input: WriteCheckInput) => boolean;
}

/** How another document is read for a policy. */
export interface LookupOptions {
  /** How old it may be, in milliseconds, when something is read; writes always read it. @default 0 */
  readonly maxAgeMs?: number;
}

/** How a field of another document is compared for a policy. */
export interface ComparisonOptions extends LookupOptions {
  /**
   * What is compared in the place of a field that the other document, which is there, does not have;
   * of a field `a.b` where its map `a` is there. @default nothing: it never holds
   */
  readonly ifMissing?: Value;
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
 * and `not-in` leave out documents without the field, and comparisons hold only within a type. The
 * value may be one of the caller, the path or the time: `where("expiresAt", ">", requestTime())`.
 * In the field path `{uid}` stands for the uid of the end user who calls: `where("roles.{uid}", "==",
 * "editor")`.
 */
export const where = (field: string, op: Operator, value: Operand): Policy =>
  policy({ kind: "where", field: parseOpenField(field), op, value });

/**
 * A caller whose token has a claim that compares so: `claim("email_verified", "==", true)`,
 * `claim("firebase.tenant", "==", documentField("tenant"))`. Never one without the claim.
 */
export const claim = (name: string, op: Operator, value: Operand): Policy =>
  policy({ kind: "claim", claim: parseFieldPath(name), op, value });

/**
 * An end user whose uid is an element of an array of another document, which the collection's
 * path names: `member("teams/{teamId}", "members")` for `teams/{teamId}/tasks`. Costs one read,
 * the caller's own; reads may take it from memory for `maxAgeMs` (default 0: not at all), writes
 * never do.
 */
export const member = (
  document: string,
  field: string,
  { maxAgeMs = 0 }: LookupOptions = {},
): Policy => policy({ kind: "member", document, field: parseFieldPath(field), maxAgeMs });

/**
 * Callers for whom there is another document: `callerDocument("admins/{uid}")`. In its path stand
 * `{uid}` for the uid of the end user who calls, `{segment}` for a segment of the collection's path,
 * `{document.teamId}` for what a field of the document holds, `{claim.tenant}` for a claim of the
 * caller's token, also beside each other: `likes/{uid}_{document.postId}`. Costs one read, the
 * caller's own.
 */
export function callerDocument(
  document: string,
  ...options: readonly [options?: LookupOptions]
): Policy;
/**
 * Callers for whom a field of another document compares so:
 * `callerDocument("users/{uid}", "role", "==", "admin")`. Never where there is no such document, nor
 * where it has no such field, unless `ifMissing` says what stands in its place.
 */
export function callerDocument(document: string, ...test: Test): Policy;
export function callerDocument(
  document: string,
  ...asked: readonly [options?: LookupOptions] | Test
): Policy {
  const kind = "callerDocument";
  if (!isTest(asked)) return policy({ kind, document, maxAgeMs: asked[0]?.maxAgeMs ?? 0 });
  const [field, op, value, { maxAgeMs = 0, ...missing } = {}] = asked;
  const test = Object.freeze({ field: parseOpenField(field), op, value, ...missing });
  return policy({ kind, document, maxAgeMs, test });
}

type Test = readonly [field: string, op: Operator, value: Operand, options?: ComparisonOptions];

function isTest(asked: readonly unknown[]): asked is Test {
  return asked.length > 1;
}

/** Callers for whom there is no such document: `noCallerDocument("banned/{uid}")`. */
export const noCallerDocument = (document: string, { maxAgeMs = 0 }: LookupOptions = {}): Policy =>
  policy({ kind: "noCallerDocument", document, maxAgeMs });

/**
 * Updates that change these fields and nothing else; for `update` alone, with who may do it:
 * `update: allOf(signedIn(), onlyFields("likes"))`. What is written as it was is no change, for who
 * may get the document; for others it is.
 */
export const onlyFields = (...fields: readonly string[]): Policy =>
  policy({ kind: "onlyFields", fields: fields.map(parseFieldPath) });

/**
 * The opposite of {@link onlyFields}: updates that change whatever they like, but none of these
 * fields.
 */
export const unchanged = (...fields: readonly string[]): Policy =>
  policy({ kind: "unchanged", fields: fields.map(parseFieldPath) });

/** Callers for which the function returns true. The name stands for it in messages. */
export const callerCheck = (name: string, passes: CallerCheck["passes"]): Policy =>
  policy({ kind: "callerCheck", name, passes });

/**
 * Documents of which the function returns true. It can't be a filter of a query, so a collection
 * whose `list` uses it is refused at start; declare it for get, create, update or delete.
 */
export const documentCheck = (name: string, passes: DocumentCheck["passes"]): Policy =>
  policy({ kind: "documentCheck", name, passes });

/**
 * Writes of documents of which the policy holds as they are stored, whatever they become:
 * `update: allOf(stored(where("state", "==", "new")), written(where("state", "==", "done")))`. Without
 * it a policy must hold before and after.
 */
export const stored = (of: Policy): Policy => policy({ kind: "stored", policy: of });

/** Writes that leave documents of which the policy holds, whatever they were. */
export const written = (of: Policy): Policy => policy({ kind: "written", policy: of });

/**
 * Writes of which the function returns true, shown the document before and after; for create,
 * update and delete.
 */
export const writeCheck = (name: string, passes: WriteChecked["passes"]): Policy =>
  policy({ kind: "writeCheck", name, passes });

/** Holds where one of them holds. */
export const anyOf = (...policies: readonly Policy[]): Policy =>
  policy({ kind: "anyOf", policies: Object.freeze(policies) });

/** Holds where all of them hold. */
export const allOf = (...policies: readonly Policy[]): Policy =>
  policy({ kind: "allOf", policies: Object.freeze(policies) });

function policy(data: Policy): Policy {
  return Object.freeze(data);
}
