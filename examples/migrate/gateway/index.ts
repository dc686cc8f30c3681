import { collection, service, timestamp } from "@database-service/gateway";
import * as z from "zod";
import { tasks } from "./tasks.ts";

/** Rules say nothing of what servers alone use. */
const stats = collection("stats", {
  schema: z.strictObject({ closed: z.int() }),
  access: { read: service("api"), write: service("api") },
});

const reports = collection("reports", {
  schema: z.strictObject({ count: z.int(), created: timestamp() }),
  access: { read: service("report"), create: service("report") },
  ids: "open",
});

export const collections = [tasks, stats, reports];
