import {
  allOf,
  anyOf,
  collection,
  createdBy,
  integer,
  onlyFields,
  owner,
  role,
  signedIn,
  where,
} from "@database-service/gateway";
import * as z from "zod";

export const articles = collection("articles", {
  schema: z.strictObject({
    title: z.string().min(1).max(200),
    author: createdBy(),
    published: z.boolean().default(false),
    likes: integer().default(0),
  }),
  access: {
    read: anyOf(where("published", "==", true), owner("author"), role("editor")),
    create: signedIn(),
    update: anyOf(
      owner("author"),
      allOf(signedIn(), where("published", "==", true), onlyFields("likes")),
    ),
    delete: role("editor"),
  },
});
