import type { ToldMessage } from "../../../gateway/src/api/listen.ts";

/** A ListenRequest as Firebase's SDK sends it, in Firestore's JSON form. */
export interface ListenRequestJson {
  readonly addTarget?: TargetJson;
  /** The id of a target that is listened to no more. */
  readonly removeTarget?: number;
}

/** What is to be listened to: one of `documents`, which has one name, and `query`. */
export interface TargetJson {
  readonly targetId: number;
  readonly documents?: { readonly documents?: readonly string[] };
  readonly query?: object;
  /** From where on, in base64. */
  readonly resumeToken?: string;
  /** From when on, where there is no token. */
  readonly readTime?: unknown;
  readonly expectedCount?: unknown;
}

/**
 * A ListenResponse, in Firestore's JSON form.
 * @see https://firebase.google.com/docs/firestore/reference/rpc/google.firestore.v1#listenresponse
 */
export type ListenResponseJson =
  | { readonly targetChange: TargetChangeJson }
  | {
      readonly documentChange: {
        readonly document: ToldMessage;
        readonly targetIds: readonly number[];
      };
    }
  | {
      readonly documentDelete: {
        readonly document: string;
        readonly readTime: string;
        readonly removedTargetIds: readonly number[];
      };
    }
  | {
      readonly documentRemove: {
        readonly document: string;
        readonly removedTargetIds: readonly number[];
      };
    };

interface TargetChangeJson {
  readonly targetChangeType: "NO_CHANGE" | "ADD" | "REMOVE" | "CURRENT" | "RESET";
  /** None: all of the stream. */
  readonly targetIds: readonly number[];
  readonly cause?: { readonly code: number; readonly message: string };
  readonly resumeToken?: string;
  readonly readTime?: string;
}

/** What happened to targets. */
export function targetChange(
  targetChangeType: TargetChangeJson["targetChangeType"],
  targetIds: readonly number[],
  more: Pick<TargetChangeJson, "cause" | "resumeToken" | "readTime"> = {},
): ListenResponseJson {
  return { targetChange: { targetChangeType, targetIds, ...more } };
}
