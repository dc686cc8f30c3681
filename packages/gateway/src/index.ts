/** All that the files in `collections/` need. */
export { z } from "zod";
export { collection } from "./collection/collection.ts";
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
export { anyData } from "./schema/types/any-data.ts";
export { bytes } from "./schema/types/bytes.ts";
export { geoPoint } from "./schema/types/geo-point.ts";
export { double, integer } from "./schema/types/number.ts";
export { reference } from "./schema/types/reference.ts";
export { createdAt, createdBy, updatedAt, updatedBy } from "./schema/types/server-managed.ts";
export { timestamp } from "./schema/types/timestamp.ts";
export { ttl } from "./schema/types/ttl.ts";
export { vector } from "./schema/types/vector.ts";
