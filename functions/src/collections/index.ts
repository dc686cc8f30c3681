import { movies } from "./movies.ts";
import { notes } from "./notes.ts";

/** Every collection that callers can reach. */
export const collections = [movies, notes];
