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
