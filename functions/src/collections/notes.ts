import { admin, anyOf, collection, pathOwner } from "@database-service/gateway";
import * as z from "zod";

export const notes = collection("users/{uid}/notes", {
  schema: z.strictObject({
    text: z.string().max(10_000),
    pinned: z.exactOptional(z.boolean()),
  }),
  access: {
    read: anyOf(pathOwner("uid"), admin()),
    write: pathOwner("uid"),
  },
  unindexed: ["text"],
});
