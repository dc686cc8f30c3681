/** Where each function has the options of its gateway, for tools that load the deployed module. */
export const DEFINITION = Symbol.for("@database-service/gateway");
