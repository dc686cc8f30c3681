import { SCRIPT } from "../command/script.ts";

/** What `deploy --help` prints. */
export const HELP = `Deploys the functions, the indexes and the rules to a Firebase project.

  ${SCRIPT} deploy --project <id>          shows what it would replace, and asks
  ${SCRIPT} deploy --project <id> --yes    does not ask; for CI

  --only a,b      deploys these functions alone, "database" for one that has all callables; others
                  of the gateway stay as they are. Indexes and rules are deployed as ever
  --keep-rules    leaves the project's rules as they are: whoever may use Firestore directly still may
  --console-site <site>
                  deploys the operator's console, too, to this site of Firebase Hosting, which is
                  never the project's default one

While a project moves in stages (migration.json), its rules must deny what is locked there, and
everything when all of it is; else nothing is deployed.

Parameters (region, memory, web origins ...) have their values in .env of the functions' folder; a
project's own, in .env.<id>, take their place.`;
