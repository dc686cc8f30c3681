/** How a command is run where `init` has put this command line, and in the repository of the library. */
export const SCRIPT = "npm run database-service --";
