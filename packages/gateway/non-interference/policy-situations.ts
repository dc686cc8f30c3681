import fc from "fast-check";
import { anyData, anyOf, collection, owner, where } from "../src/index.ts";
import type { Who } from "../src/testing/memory-caller.ts";
import type { Fields } from "../src/values/value.ts";
import type { Guesses } from "./question.arbitrary.ts";
import { IDS, NOW, placed, type Situation } from "./situation.ts";
import { UNREADABLE } from "./with-unreadable.ts";

const bob: Who = { uid: "bob" };

const guesses: Guesses = {
  collection: "letters",
  ids: IDS,
  fields: ["author", "text", "open"],
  hidden: ["text.a"],
  secrets: ["one", 1],
  values: ["ada", "bob", "one", true, 1, null],
  documents: [
    { author: "bob", text: "mine" },
    { author: "ada", text: "one" },
    { author: "bob", open: true },
  ],
  times: [NOW],
};

/** Ids are no secret: there is a document in both databases or in none. What it holds may differ. */
const openIds: Situation = {
  collections: [
    collection("letters", {
      schema: anyData(),
      access: { read: anyOf(owner("author"), where("open", "==", true)), write: owner("author") },
      ids: "open",
    }),
  ],
  who: bob,
  guesses,
  twins: twinsWithin([
    {},
    { author: "ada" },
    { author: "ada", text: "one" },
    { author: "ada", text: { a: 1 }, open: 1 },
    { author: UNREADABLE, open: false },
  ]),
};

/** At each id nothing, the same document of the caller's own, or two that are hidden from it. */
function twinsWithin(hidden: readonly Fields[]): Situation["twins"] {
  const own: Fields = { author: "bob", text: "mine" };
  const other = fc.constantFrom(...hidden);
  return placed(
    "letters",
    fc.oneof(
      fc.constantFrom<readonly [Fields | null, Fields | null]>([null, null], [own, own]),
      fc.tuple(other, other),
    ),
  );
}

/** What each kind of policy must not tell. */
export const policySituations: Readonly<Record<string, Situation>> = {
  "what is in the letters of others, whose ids are known": openIds,
};
