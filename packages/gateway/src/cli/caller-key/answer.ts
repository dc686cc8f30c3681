import { callerKey } from "../../caller/caller-key.ts";
import { parseCommandLine } from "../command/parse-command-line.ts";
import { MisuseError } from "../command/misuse-error.ts";
import { PlainError } from "../command/plain-error.ts";
import { SCRIPT } from "../command/script.ts";

const HELP = `Tells who a caller in the gateway's log is.

  ${SCRIPT} caller-key --uid <uid>         the caller that a user is in the log
  ${SCRIPT} caller-key --service <name>    the caller that a service is
  ${SCRIPT} caller-key --find <caller> --users <file>
                                                      the uid of a caller of the log

The file is what firebase auth:export users.json writes. setQuota and clearQuota take what is
printed, or stands in the log, as {"caller": {"key": "<caller>"}}. A caller that starts with
anonymous- is an app and an address: it can be blocked so, and nobody can be found by it.`;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  uid: { type: "string" },
  service: { type: "string" },
  find: { type: "string" },
  users: { type: "string" },
} as const;

/**
 * What the command prints.
 *
 * @param read the text of a file
 * @throws PlainError
 */
export function answer(args: readonly string[], read: (file: string) => string): string {
  const { values } = parseCommandLine({ args: [...args], options: OPTIONS }, HELP);
  const { help, uid, service, find, users, ...none } = values;
  none satisfies Record<string, never>;
  if (help === true) return HELP;
  if (uid !== undefined) return callerKey({ kind: "user", uid });
  if (service !== undefined) return callerKey({ kind: "service", service });
  if (find === undefined || users === undefined) throw new MisuseError(HELP);
  const found = uidsIn(read(users)).find((one) => callerKey({ kind: "user", uid: one }) === find);
  if (found === undefined) throw new PlainError(`None of the users in ${users} is ${find}.`);
  return found;
}

function uidsIn(text: string): readonly string[] {
  try {
    const { users } = JSON.parse(text) as { readonly users: readonly { localId: string }[] };
    return users.map(({ localId }) => localId);
  } catch (cause) {
    throw new PlainError("The file must be what firebase auth:export writes as JSON.", { cause });
  }
}
