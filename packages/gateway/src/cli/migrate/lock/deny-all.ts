import { MagicString } from "magic-string";
import { parseRules } from "../rules/parse-rules.ts";

const DENY_ALL = `service cloud.firestore {
  match /databases/{database}/documents {
    match /{document=**} {
      allow read, write: if false;
    }
  }
}`;

/**
 * Rules that deny every client every document, in place of those of Cloud Firestore. What stands
 * before and behind them in the file, other services too, stays.
 *
 * @param text of firestore.rules
 * @throws RulesSyntaxError
 */
export function denyAll(text: string): string {
  const [first, ...others] = parseRules(text).services.filter(
    ({ name }) => name === "cloud.firestore",
  );
  if (first === undefined) return `${text.trimEnd()}\n${DENY_ALL}\n`.trimStart();
  const edited = new MagicString(text);
  edited.overwrite(first.span.start, first.span.end, DENY_ALL);
  for (const { span } of others) edited.remove(span.start, span.end);
  return edited.toString();
}
