import type { AuthorizedList } from "../authorize/authorize.ts";
import type { Found } from "../cache/answers.ts";
import type { QueryAnswer } from "../cache/key.ts";
import type { CallContext } from "../call/call-context.ts";
import { scannedBy } from "./scanned-by.ts";
import { usedByList } from "./used-by-list.ts";

/** What a page came to. */
interface ListedPage {
  /** That Firestore bills. */
  readonly reads: number;
  /** Documents that the caller is answered. */
  readonly returned: number;
}

/** Counts a page of a query as it was found. */
export function countListed(
  grant: AuthorizedList,
  { value, wasRead, isRepeated, reads, returned }: Found<QueryAnswer> & ListedPage,
  { call }: Pick<CallContext, "call">,
): void {
  const found = value.documents.length;
  call.uses.add(usedByList(grant), {
    reads,
    found,
    cached: wasRead ? 0 : found,
    returned,
    ...(isRepeated && { repeated: reads }),
    ...(value.explain && scannedBy(value.explain, found)),
  });
}
