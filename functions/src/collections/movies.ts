import { admin, anyOf, anyone, collection, service } from "@database-service/gateway";
import * as z from "zod";

export const movies = collection("movies", {
  schema: z.strictObject({
    Title: z.string(),
    "US Gross": z.int().nullable(),
    "Worldwide Gross": z.int().nullable(),
    "US DVD Sales": z.int().nullable(),
    "Production Budget": z.int().nullable(),
    "Release Date": z.string().nullable(),
    "MPAA Rating": z.string().nullable(),
    "Running Time min": z.int().nullable(),
    Distributor: z.string().nullable(),
    Source: z.string().nullable(),
    "Major Genre": z.string().nullable(),
    "Creative Type": z.string().nullable(),
    Director: z.string().nullable(),
    "Rotten Tomatoes Rating": z.int().nullable(),
    "IMDB Rating": z.number().nullable(),
    "IMDB Votes": z.int().nullable(),
  }),
  access: {
    read: anyone(),
    write: anyOf(service("catalog"), admin()),
  },
  indexes: [
    ["`Major Genre`", "`IMDB Rating` desc"],
    ["Director", "`Worldwide Gross` desc"],
  ],
});
