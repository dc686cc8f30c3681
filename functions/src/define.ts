/** All that the files in `collections/` need. */
export { z } from "zod";
export { collection } from "./policy/collection.ts";
export {
  admin,
  allOf,
  among,
  anyOf,
  anyone,
  callerCheck,
  documentCheck,
  member,
  nobody,
  onlyFields,
  owner,
  pathOwner,
  pathTeam,
  role,
  service,
  signedIn,
  team,
  where,
} from "./policy/policy.ts";
export { anyData } from "./schema/any-data.ts";
export { bytes } from "./schema/bytes.ts";
export { geoPoint } from "./schema/geo-point.ts";
export { double, integer } from "./schema/number.ts";
export { reference } from "./schema/reference.ts";
export { createdAt, createdBy, updatedAt, updatedBy } from "./schema/server-managed.ts";
export { timestamp } from "./schema/timestamp.ts";
export { ttl } from "./schema/ttl.ts";
export { vector } from "./schema/vector.ts";
