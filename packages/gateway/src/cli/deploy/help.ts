/** What `npm run deploy -- --help` prints. */
export const HELP = `Deploys the functions, the rules and the indexes to a Firebase project.

  npm run deploy -- --project <id>          shows what it would replace, and asks
  npm run deploy -- --project <id> --yes    does not ask; for CI

Settings (region, memory, web origins ...) stand in functions/.env; a project's own, in
functions/.env.<id>, take their place.`;
