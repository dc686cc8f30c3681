/** What came of a call: the callable's result, or why there is none. */
export type ImportAnswer<Result = unknown> = Success<Result> | ImportRefusal;

export interface Success<Result> {
  readonly ok: true;
  readonly result: Result;
  /** The server's clock as it answered, to the second. */
  readonly date: Date | undefined;
}

export interface ImportRefusal {
  readonly ok: false;
  /** A code of the callable protocol, such as `unavailable`. */
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The reason in the details where no gateway answered at all. */
export const UNREACHABLE = "UNREACHABLE";

/** Codes of what may well work when it is sent again: a write of an import changes nothing twice. */
const TRANSIENT_CODES: readonly string[] = [
  "unavailable",
  "aborted",
  "deadline-exceeded",
  "resource-exhausted",
  "internal",
];

export function isTransient({ code }: { readonly code: string }): boolean {
  return TRANSIENT_CODES.includes(code);
}
