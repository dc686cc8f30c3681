/** What tests of an app's collections import: a gateway in memory, and who may do what as a table. */
export { CallError } from "./call-error.ts";
export type { MemoryCaller, Who } from "./memory-caller.ts";
export type { MemoryRest, RestAnswer } from "./memory-rest.ts";
export type { DocumentData, MemoryDocuments } from "./memory-documents.ts";
export { memoryGateway } from "./memory-gateway.ts";
export type { MemoryGateway, MemoryGatewayOptions } from "./memory-gateway.ts";
export { formatPolicyMatrix } from "./format-policy-matrix.ts";
export { policyMatrix } from "./policy-matrix.ts";
export type { PolicyMatrix, PolicyMatrixOptions } from "./policy-matrix.ts";
export type { TotalUsage, UsageLimits } from "./usage-log.ts";
