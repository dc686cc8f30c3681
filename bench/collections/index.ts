import * as z from "zod";
import { anyData, collection, owner, signedIn } from "../../packages/gateway/src/index.ts";

const access = { read: signedIn(), write: signedIn() };

/** What the rows of the bench call for, each with one thing that costs. */
export const collections = [
  collection("open", { schema: anyData(), access }),
  /** Who may get a document stands in the document. */
  collection("owned", { schema: anyData(), access: { get: owner("owner") } }),
  /** Documents are read once in a minute, and come from memory otherwise. */
  collection("cached", { schema: anyData(), access, cache: { maxAgeMs: 60_000 } }),
  /** Documents that are listened to. */
  collection("watched/{by}/items", { schema: anyData(), access }),
  /** Every field of a write is checked. */
  collection("checked", {
    schema: z.strictObject({
      owner: z.string().max(128),
      title: z.string().min(1).max(200),
      director: z.string().max(200),
      genre: z.enum(["Drama", "Comedy", "Thriller"]),
      released: z.iso.date(),
      minutes: z.int().min(1).max(1_000),
      gross: z.int().min(0),
      rating: z.number().min(0).max(10),
      votes: z.int().min(0),
      color: z.boolean(),
      tags: z.array(z.string().max(40)).max(20),
      studio: z.strictObject({ name: z.string(), founded: z.int() }),
    }),
    access,
  }),
];
