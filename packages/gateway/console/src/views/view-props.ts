import type { Link } from "../router.ts";
import type { SignedInAccount, Session } from "../session/session.ts";
import type { TimeRange } from "../usage/time-range.ts";

/** What every view is given. */
export interface ViewProps {
  readonly session: Session;
  readonly account: SignedInAccount;
  readonly range: TimeRange;
  /** Links to other views, of the same time. */
  readonly link: Link;
  /** What the view is about, of the page's address. */
  readonly about: Readonly<Record<string, string>>;
}
