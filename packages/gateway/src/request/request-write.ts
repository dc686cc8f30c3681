import type { WireWrite } from "../api/api.ts";
import { invalidRequest } from "../errors/error.ts";
import { normalizeTimestamp } from "../values/timestamp.ts";
import type { Fields } from "../values/value.ts";
import type { Precondition } from "../documents/store.ts";
import type { WriteOperation } from "./operation.ts";
import { toDocumentPath, toFieldPaths, toNewDocumentPath } from "./request-path.ts";

/** One write of a request, whichever callable it came by. */
interface WriteRequest {
  readonly path: string;
  readonly data?: Fields;
  readonly merge?: true | readonly string[];
  readonly ifUpdateTime?: string;
  readonly ifExists?: boolean;
}

/**
 * The operation that a request for one write asks for. `at` is where it stands in the request:
 * empty, or `writes[2].`.
 *
 * @throws GatewayError INVALID_REQUEST
 */
export function toWriteOperation(
  kind: WriteOperation["kind"],
  { path, data, merge, ifUpdateTime, ifExists }: WriteRequest,
  at = "",
): WriteOperation {
  const condition = toCondition(kind, { ifUpdateTime, ifExists }, at);
  const toPath = mayMake(kind, condition) ? toNewDocumentPath : toDocumentPath;
  return {
    kind,
    path: toPath(path, `${at}path`),
    data,
    ...(merge !== undefined && {
      merge: merge === true ? merge : toFieldPaths(merge, `${at}merge`),
    }),
    ...(condition && { condition }),
  };
}

export function toBatchOperation({ op, ...write }: WireWrite, index: number): WriteOperation {
  return toWriteOperation(op, write, `writes[${String(index)}].`);
}

/** Whether there may be a document afterwards where there was none before. */
function mayMake(kind: WriteOperation["kind"], condition: Precondition | undefined): boolean {
  if (kind === "create") return true;
  const needsDocument = condition && ("updateTime" in condition || condition.exists);
  return kind === "set" && needsDocument !== true;
}

function toCondition(
  kind: WriteOperation["kind"],
  { ifUpdateTime, ifExists }: { ifUpdateTime: string | undefined; ifExists: boolean | undefined },
  at: string,
): Precondition | undefined {
  if (ifUpdateTime !== undefined && ifExists !== undefined) {
    throw invalidRequest(`${at}ifExists`, "can't stand beside ifUpdateTime, which says as much");
  }
  if (ifUpdateTime !== undefined) return { updateTime: toVersion(ifUpdateTime) };
  if (ifExists === false && (kind === "update" || kind === "delete")) {
    throw invalidRequest(`${at}ifExists`, `must be true: there is nothing to ${kind} otherwise`);
  }
  if (ifExists !== undefined) return { exists: ifExists };
  if (kind === "verify") {
    throw invalidRequest(`${at}ifExists`, "or ifUpdateTime is missing: a verify needs one of them");
  }
  return undefined;
}

/** A time that is no document's version. Firestore takes the epoch itself for no time at all. */
const NO_VERSION = "1970-01-01T00:00:00.000001Z";

/** The version that a time means: none, where it is no day or finer or earlier than versions are. */
export function toVersion(ifUpdateTime: string): string {
  const isFiner = /\.\d{6}0*[1-9]/.test(ifUpdateTime);
  const time = isFiner ? undefined : normalizeTimestamp(ifUpdateTime);
  return time === undefined || time < NO_VERSION ? NO_VERSION : time;
}
