import { StoreError, type StoreErrorCode } from "../store.ts";

interface Status {
  readonly code: StoreErrorCode;
  /** For a write: whether Firestore may have applied it all the same. */
  readonly unsure: boolean;
}

/**
 * google.rpc.Code by number, and what each means for a request to Firestore. A write is certainly
 * not applied where Firestore refuses it; where it or something on the way to it broke down, the
 * write may have been applied before.
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
 */
const STATUSES = [
  ["OK", { code: "INTERNAL", unsure: true }],
  ["CANCELLED", { code: "UNAVAILABLE", unsure: true }],
  ["UNKNOWN", { code: "INTERNAL", unsure: true }],
  ["INVALID_ARGUMENT", { code: "INVALID_ARGUMENT", unsure: false }],
  ["DEADLINE_EXCEEDED", { code: "DEADLINE_EXCEEDED", unsure: true }],
  ["NOT_FOUND", { code: "NOT_FOUND", unsure: false }],
  ["ALREADY_EXISTS", { code: "ALREADY_EXISTS", unsure: false }],
  ["PERMISSION_DENIED", { code: "PERMISSION_DENIED", unsure: false }],
  ["RESOURCE_EXHAUSTED", { code: "RESOURCE_EXHAUSTED", unsure: false }],
  ["FAILED_PRECONDITION", { code: "FAILED_PRECONDITION", unsure: false }],
  ["ABORTED", { code: "ABORTED", unsure: false }],
  ["OUT_OF_RANGE", { code: "INVALID_ARGUMENT", unsure: false }],
  ["UNIMPLEMENTED", { code: "INVALID_ARGUMENT", unsure: false }],
  ["INTERNAL", { code: "INTERNAL", unsure: true }],
  ["UNAVAILABLE", { code: "UNAVAILABLE", unsure: true }],
  ["DATA_LOSS", { code: "INTERNAL", unsure: true }],
  ["UNAUTHENTICATED", { code: "PERMISSION_DENIED", unsure: false }],
] as const satisfies readonly (readonly [string, Status])[];

const BY_NAME: ReadonlyMap<string, Status> = new Map<string, Status>(STATUSES);

/** What broke on the way, where nothing more is known: no word of Firestore's, or none we know. */
const BROKEN: Status = { code: "UNAVAILABLE", unsure: true };

/**
 * What it means that a front end has answered in Firestore's place, or that Firestore's word is not
 * known: by HTTP's status, where that blames the request. Firestore has not seen it then, or has
 * refused it.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-client-error-4xx
 */
function foreignStatus(http: number): Status {
  if (http < 400 || http >= 500) return BROKEN;
  return { code: CLIENT_ERRORS.get(http) ?? "INVALID_ARGUMENT", unsure: false };
}

const CLIENT_ERRORS: ReadonlyMap<number, StoreErrorCode> = new Map([
  [401, "PERMISSION_DENIED"],
  // The two that ask for the same request again: it has not come through, or too early.
  [408, "UNAVAILABLE"],
  [425, "UNAVAILABLE"],
  [429, "RESOURCE_EXHAUSTED"],
]);

/** The emulator's word for a request of more than 4 MiB, with the status of an exhausted quota. */
const TOO_LARGE = /exceeds maximum size/;

export interface FailedStatus {
  /** The name of the google.rpc.Code, if there is one. */
  readonly name: string | undefined;
  readonly message: string | undefined;
  /** The HTTP status, which decides where the name is not known. */
  readonly http: number;
}

/** The error that a status of Firestore's stands for, or that of a front end before it. */
export function statusError(
  { name, message, http }: FailedStatus,
  { isWrite }: { isWrite: boolean },
): StoreError {
  const { code, unsure } = BY_NAME.get(name ?? "") ?? foreignStatus(http);
  const text = message ?? name ?? "no message";
  const isTooLarge = code === "RESOURCE_EXHAUSTED" && TOO_LARGE.test(text);
  return new StoreError(isTooLarge ? "INVALID_ARGUMENT" : code, text, {
    outcomeUnknown: isWrite && unsure,
  });
}

/** The name of a google.rpc.Code. */
export function statusName(code: number): string | undefined {
  return STATUSES[code]?.[0];
}

/** The number of a google.rpc.Code; that of UNKNOWN for a name that is none. */
export function statusNumber(name: string): number {
  const number = STATUSES.findIndex(([known]) => known === name);
  return number === -1 ? 2 : number;
}
