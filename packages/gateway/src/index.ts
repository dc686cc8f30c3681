/** What an app that is deployed imports: the gateway, and what its definitions are made of beside zod. */
export { collection } from "./collection/collection.ts";
export type {
  CacheOptions,
  CollectionDefinition,
  CollectionOptions,
} from "./collection/collection.ts";
export { gateway } from "./gateway-functions.ts";
export type { GatewayFunctions } from "./gateway-functions.ts";
export type { AlertsDefinition } from "./alerts/alerts-definition.ts";
export type { GatewayOptions } from "./gateway-options.ts";
export type { Setting } from "./settings.ts";
export { defineBoolean, defineInt, defineString } from "./parameters.ts";
export type { Parameter, ParameterOptions } from "./parameters.ts";
export {
  admin,
  allOf,
  among,
  anyOf,
  anyone,
  callerCheck,
  callerDocument,
  claim,
  documentCheck,
  member,
  nobody,
  noCallerDocument,
  onlyFields,
  owner,
  pathOwner,
  pathTeam,
  role,
  service,
  signedIn,
  stored,
  team,
  unchanged,
  where,
  writeCheck,
  written,
} from "./policy/policy.ts";
export {
  callerClaim,
  callerUid,
  documentField,
  pathSegment,
  requestTime,
} from "./policy/variable.ts";
export type { BudgetDefinition } from "./quota/budget/budget.ts";
export { perDay, perHour, perMinute, perSecond } from "./quota/limit.ts";
export type { Window, WindowOptions } from "./quota/limit.ts";
export type { TierDefinition } from "./quota/tier.ts";
export type { QuotaDefinition } from "./quota/tiers.ts";
export { anyData } from "./schema/types/any-data.ts";
export { bytes } from "./schema/types/bytes.ts";
export { geoPoint } from "./schema/types/geo-point.ts";
export { double, integer } from "./schema/types/number.ts";
export { reference } from "./schema/types/reference.ts";
export { createdAt, createdBy, updatedAt, updatedBy } from "./schema/types/server-managed.ts";
export { timestamp } from "./schema/types/timestamp.ts";
export { ttl } from "./schema/types/ttl.ts";
export { vector } from "./schema/types/vector.ts";
