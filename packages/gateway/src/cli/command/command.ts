/** Where a command was called, besides its arguments. */
export interface CommandContext {
  /**
   * The module with the gateways, from the folder of firebase.json, in place of what the functions'
   * package.json names as main: for functions that are built when they are deployed.
   */
  readonly module?: string;
}

/** A command. What it answers is its exit code; what it throws as a PlainError is for its user. */
export type Command = (args: readonly string[], context: CommandContext) => Promise<number>;
