import { SCRIPT } from "../command/script.ts";

/** What `grant --help` prints. */
export const GRANT_HELP = `Gives a user rights that policies name, as custom claims of its account.

  ${SCRIPT} grant <uid or e-mail> --admin
  ${SCRIPT} grant <uid or e-mail> --role editor --team red    each as often as you like
  ${SCRIPT} grant <uid or e-mail>                             shows what it has

  --project <id>  A real project, by the account of Google's application default credentials, which
                  needs roles/firebaseauth.admin; else the Auth emulator
  --json          Print JSON: uid, rights before and after

The user must have signed in once. An e-mail address names an account only where it is verified, else
whoever signs up with it first would get the rights. Other claims of the account stay. The user's next
ID token has the rights: within an hour, or at once by getIdToken(true).

Exit code: 0 when done, 1 when it can't be, 2 when the arguments are wrong.`;

/** What `revoke --help` prints. */
export const REVOKE_HELP = `Takes rights from a user that grant gave it.

  ${SCRIPT} revoke <uid or e-mail> --admin --role editor --team red
  ${SCRIPT} revoke <uid or e-mail> --admin --sign-out

  --sign-out      End the user's sessions on all devices: no new ID token without signing in again
  --project <id>  A real project; else the Auth emulator
  --json          Print JSON: uid, rights before and after

ID tokens that the user has hold for up to an hour. Where checkRevoked is on, --sign-out ends them
within a minute; setQuota with blocked: true ends all of the user's calls within 10 seconds.

Exit code: 0 when done, 1 when it can't be, 2 when the arguments are wrong.`;
