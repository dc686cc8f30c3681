import { SCRIPT } from "../command/script.ts";

const SHARED = `  --documents     The documents too whose owner the collections' policies say the user is, by owner and
                  pathOwner; documents below a path that isn't known are found by reading all of them
  --project <id>  A real project, by the account of Google's application default credentials, which
                  needs roles/datastore.user; else the emulators
  --namespace, --database   Which gateway, where functions have several`;

/** What `forget --help` prints. */
export const FORGET_HELP = `Deletes what the gateway keeps of a user. Without --yes it only says what that would be.

  ${SCRIPT} forget <uid>
  ${SCRIPT} forget <uid> --documents --yes

${SHARED}
  --audit <how>   What becomes of the audit trail's entries of what the user wrote in others' documents:
                  anonymize (somebody did it; the default), delete, keep. Entries of documents that are
                  deleted go with them, versions too
  --yes           Do it

Quotas, records of requests, and what admins have set for the user (a block too) are deleted; a request of
its last day that is sent again is then done again. Records of usage, in which callers are hashes, delete
themselves: minutes after a week, the sums of hours after 90 days, of days after two years. Logs, backups
and the account in Firebase Authentication are not touched.

Exit code: 0 when done or told, 1 when it can't be, 2 when the arguments are wrong.`;

/** What `export-caller --help` prints. */
export const EXPORT_HELP = `Writes out what the gateway keeps of a user, as JSON.

  ${SCRIPT} export-caller <uid> --documents --out ada.json

${SHARED}
  --out <file>    The file; else it is printed

Exit code: 0 when done, 1 when it can't be, 2 when the arguments are wrong.`;
