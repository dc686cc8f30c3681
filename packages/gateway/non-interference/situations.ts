import fc from "fast-check";
import type { Fields, Value } from "../src/values/value.ts";
import type { Who } from "../src/testing/memory-caller.ts";
import { collections as cachedCollections } from "../../../test/fixtures/cached-collections/index.ts";
import { collections } from "../../../test/fixtures/collections/index.ts";
import { policySituations } from "./policy-situations.ts";
import type { Guesses } from "./question.arbitrary.ts";
import { IDS, NOW, placed, type Situation } from "./situation.ts";
import { UNREADABLE } from "./with-unreadable.ts";
import type { Documents } from "./twin-databases.ts";

const bob: Who = { uid: "bob" };

const articles: Guesses = {
  collection: "articles",
  ids: IDS,
  fields: ["author", "title", "published", "likes", "made"],
  hidden: ["verdict", "verdict.a"],
  secrets: ["good", "bad", 1, 5],
  values: ["ada", "bob", "good", true, false, 1, 11, null, { a: 1 }, [1], { $timestamp: NOW }],
  documents: [
    { author: "bob", title: "t", published: false },
    { author: "bob", title: "t", published: true, likes: 3 },
    { author: "ada", title: "t", published: true },
    { author: "bob", title: "t", published: false, verdict: "good" },
  ],
  times: [NOW, "2025-01-01T00:00:00.000000Z"],
};

/** Other values than the schema takes may have been stored before there was one. */
const verdict: fc.Arbitrary<Value> = fc.constantFrom<Value>(
  "good",
  "bad",
  { a: 1 },
  5,
  null,
  UNREADABLE,
  { a: UNREADABLE },
);
const likes = fc.constantFrom(0, 3, 10);

function article(author: string, published: boolean): fc.Arbitrary<Fields> {
  const fixed = { author, title: "t", published, made: { $timestamp: NOW }, madeBy: author };
  return fc.option(likes, { nil: undefined }).map((count) => {
    return { ...fixed, changed: { $timestamp: NOW }, ...(count !== undefined && { likes: count }) };
  });
}

/** One that all may see, or only its author; hidden in one database what is hidden in the other. */
function twinArticles(seen: fc.Arbitrary<Fields>): Situation["twins"] {
  const hiddenFields = fc.option(verdict, { nil: undefined });
  const hidden = fc.option(
    fc.oneof(
      article("ada", false),
      fc.constantFrom<Fields>(
        {},
        { author: "ada" },
        { published: 1 },
        { author: UNREADABLE },
        { author: "ada", title: UNREADABLE },
      ),
    ),
  );
  const twins = fc.oneof(
    fc.tuple(seen, hiddenFields, hiddenFields).map(([fields, one, other]) => {
      return [withVerdict(fields, one), withVerdict(fields, other)] as const;
    }),
    fc.tuple(hidden, hidden),
  );
  return placed("articles", twins);
}

function withVerdict(fields: Fields, of: Value | undefined): Fields {
  return of === undefined ? fields : { ...fields, verdict: of };
}

const drafts: Guesses = {
  collection: "drafts",
  ids: IDS,
  fields: ["author", "published"],
  hidden: ["fee"],
  secrets: [1, 2],
  values: ["ada", true, false, 1, null],
  documents: [],
  times: [NOW],
};

function twinDrafts(): Situation["twins"] {
  const fee = fc.constantFrom<Fields>({}, { fee: 1 }, { fee: 2 }, { fee: UNREADABLE });
  const hidden = fc.option(
    fc.constantFrom<Fields>({ author: "ada", published: false }, {}, { author: "bob", fee: 1 }),
  );
  const twins = fc.oneof(
    fc.tuple(fee, fee).map(([one, other]) => {
      const seen = { author: "ada", published: true };
      return [
        { ...seen, ...one },
        { ...seen, ...other },
      ] as const;
    }),
    fc.tuple(hidden, hidden),
  );
  return placed("drafts", twins);
}

/** What no member of the team gives away: who is one, what they have, whether there is a team at all. */
function twinTeams(team: string, collection: string): Situation["twins"] {
  const members = fc.option(
    fc.constantFrom<Value>(["ada"], [], "bob", [{ uid: "bob" }], { bob: true }, UNREADABLE, [
      "bob",
      UNREADABLE,
    ]),
  );
  const shared = fc.option(
    fc.constantFrom<Fields>({ text: "one" }, { text: "two" }, {}, { text: UNREADABLE }),
  );
  const list = (of: Value | null): Documents => (of === null ? {} : { [team]: { members: of } });
  return fc
    .tuple(members, members, placed(collection, fc.tuple(shared, shared)))
    .map(([one, other, [first, second]]) => [
      { ...first, ...list(one) },
      { ...second, ...list(other) },
    ]);
}

const texts = {
  ids: IDS,
  fields: ["text"],
  hidden: ["text.a", "members"],
  secrets: ["ada", ["ada"]],
  values: ["one", "two", 1, null, ["bob"]],
  documents: [{ text: "one" }],
  times: [NOW],
};

const anyones = fc.oneof(article("bob", true), article("ada", true));

/** Callers, and what each of them must not be told. */
export const situations: Readonly<Record<string, Situation>> = {
  "articles of others, and what editors say of one's own": {
    collections,
    who: bob,
    guesses: articles,
    twins: twinArticles(fc.oneof(anyones, article("bob", false))),
  },
  "articles, from nobody": {
    collections,
    who: null,
    guesses: articles,
    twins: twinArticles(anyones),
  },
  "what a team shares, from others": {
    collections,
    who: bob,
    guesses: { ...texts, collection: "teams/t/tasks" },
    twins: twinTeams("teams/t", "teams/t/tasks"),
  },
  "drafts of others, kept in memory": {
    collections: cachedCollections,
    who: null,
    guesses: drafts,
    twins: twinDrafts(),
  },
  "what a club shares, kept in memory": {
    collections: cachedCollections,
    who: null,
    guesses: { ...texts, collection: "clubs/c/posts" },
    twins: twinTeams("clubs/c", "clubs/c/posts"),
  },
  ...policySituations,
};
