/** What `init --help` prints. */
export const HELP = `Adds a gateway to the Firebase project in this folder, or begins one: a codebase of its own, beside what
is there. No file is overwritten, and the rules stay as they are.

  database-service init --package <tarball> [--typescript]

  --package FILE  the library's tarball, database-service-gateway-<version>.tgz, which is copied into
                  the new folder: the functions are deployed with it
  --typescript    TypeScript, built before each deploy; else JavaScript`;
