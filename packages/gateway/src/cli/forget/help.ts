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

Quotas and what admins have set for the user (a block too) are deleted. Records of requests are found by
nothing, hold no names, and delete themselves after a day; so do records of usage after a week, in which
callers are hashes. Logs, backups and the account in Firebase Authentication are not touched.

Exit code: 0 when done or told, 1 when it can't be, 2 when the arguments are wrong.`;

/** What `export-caller --help` prints. */
export const EXPORT_HELP = `Writes out what the gateway keeps of a user, as JSON.

  ${SCRIPT} export-caller <uid> --documents --out ada.json

${SHARED}
  --out <file>    The file; else it is printed

Exit code: 0 when done, 1 when it can't be, 2 when the arguments are wrong.`;
