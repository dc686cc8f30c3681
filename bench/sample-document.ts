import type { Fields } from "../packages/gateway/src/values/value.ts";

/** A document of 12 fields, some 330 bytes as JSON. */
export function sampleDocument(number: number): Fields {
  return {
    owner: uidOf(number),
    title: `The Return of the Document, Part ${String(number)}`,
    director: "Ada Lovelace",
    genre: "Drama",
    released: "1979-05-25",
    minutes: 117,
    gross: 104_931_801 + number,
    rating: 8.5,
    votes: 950_000,
    color: true,
    tags: ["space", "horror", "cat", "android"],
    studio: { name: "Analytical Engine Pictures", founded: 1843 },
  };
}

/** Who calls: calls go round among so many users. */
const USERS = 16;

/** The user who owns a document, and calls for it. */
export function uidOf(number: number): string {
  return `user-${String(number % USERS)}`;
}
