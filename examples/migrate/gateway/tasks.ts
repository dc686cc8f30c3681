import {
  allOf,
  anyOf,
  collection,
  onlyFields,
  owner,
  service,
  where,
} from "@database-service/gateway";
import * as z from "zod";

export const tasks = collection("tasks", {
  schema: z.strictObject({ owner: z.string(), text: z.string(), done: z.boolean() }),
  access: {
    get: anyOf(owner("owner"), service("api")),
    list: anyOf(owner("owner"), service("api"), service("report")),
    create: allOf(owner("owner"), where("done", "==", false)),
    update: allOf(service("api"), onlyFields("done")),
  },
  // As under rules: who may create may choose the id, and so learn which are taken.
  ids: "open",
});
