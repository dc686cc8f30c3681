import fc from "fast-check";
import {
  allOf,
  anyData,
  anyOf,
  callerDocument,
  callerUid,
  claim,
  collection,
  documentField,
  noCallerDocument,
  onlyFields,
  owner,
  requestTime,
  signedIn,
  unchanged,
  where,
  writeCheck,
  type CollectionOptions,
} from "../src/index.ts";
import type { Who } from "../src/testing/memory-caller.ts";
import type { Fields } from "../src/values/value.ts";
import type { Guesses } from "./question.arbitrary.ts";
import { IDS, NOW, placed, type Situation } from "./situation.ts";
import type { Documents } from "./twin-databases.ts";
import { UNREADABLE } from "./with-unreadable.ts";

const bob: Who = { uid: "bob", claims: { email: "b@example.com", groups: ["red", "blue"] } };

const guesses: Guesses = {
  collection: "letters",
  ids: IDS,
  fields: ["author", "text", "open", "team", "likes", "until"],
  hidden: ["text.a"],
  secrets: ["one", 1],
  values: ["ada", "bob", "one", "red", true, 1, null, { $timestamp: NOW }],
  documents: [
    { author: "bob", text: "mine" },
    { author: "ada", text: "one" },
    { author: "bob", open: true, team: "red" },
    { author: "ada", text: "one", likes: 1 },
  ],
  times: [NOW],
};

/** What letters of others may be like. */
const HIDDEN: readonly Fields[] = [
  {},
  { author: "ada" },
  { author: "ada", text: "one" },
  { author: "ada", text: { a: 1 }, open: 1, likes: 1 },
  { author: "ada", team: "green", until: { $timestamp: NOW } },
  { author: UNREADABLE, open: false },
];
const OWN: Fields = { author: "bob", text: "mine" };

type Twins = readonly [Fields | null, Fields | null];

/** At each id nothing, the same letter of the caller's own, or two that are hidden from it. */
function lettersThatAre(own: Fields, hidden: readonly Fields[]): fc.Arbitrary<Twins> {
  const other = fc.constantFrom(...hidden);
  return fc.oneof(fc.constantFrom<Twins>([null, null], [own, own]), fc.tuple(other, other));
}

/** At each id the same letter of the caller's own, or what is hidden from it: nothing at all, too. */
function lettersIfAny(own: Fields, hidden: readonly Fields[]): fc.Arbitrary<Twins> {
  const other = fc.constantFrom(null, ...hidden);
  return fc.oneof(fc.constant<Twins>([own, own]), fc.tuple(other, other));
}

interface Letters extends Omit<CollectionOptions, "schema"> {
  readonly twins: fc.Arbitrary<Twins>;
  /** What is stored besides, in each of the two. @default nothing */
  readonly besides?: Situation["twins"];
}

function letters({ twins, besides, ...options }: Letters): Situation {
  const rest = besides ?? fc.constant([{}, {}] as const);
  return {
    collections: [collection("letters", { schema: anyData(), ...options })],
    who: bob,
    guesses,
    twins: fc.tuple(placed("letters", twins), rest).map(([[one, other], [first, second]]) => {
      return [
        { ...one, ...first },
        { ...other, ...second },
      ] as const;
    }),
  };
}

/** Some documents in one database, some in the other. */
function someOf(...documents: readonly Documents[]): Situation["twins"] {
  const some = fc.constantFrom<Documents>({}, ...documents);
  return fc.tuple(some, some);
}

const mine = owner("author");
const ofClaims = anyOf(
  claim("email", "==", documentField("author")),
  claim("groups", "array-contains", documentField("team")),
);
const ofEditors = anyOf(mine, callerDocument("users/{uid}", "role", "==", "editor"));
/** Who is no reader of theirs: who has no role said of them, too. */
const ofOthers = anyOf(
  mine,
  callerDocument("users/{uid}", "role", "!=", "reader", { ifMissing: "none" }),
);
const ofTeam = callerDocument("teams/{document.team}", "owner", "==", callerUid());
const ofGuests = callerDocument("guests/{uid}_{document.team}");
const NOT_EDITORS: readonly Documents[] = [
  { "users/bob": { role: "reader" } },
  { "users/bob": { role: UNREADABLE } },
  { "users/bob": {}, "users/ada": { role: "editor" } },
];
const GUESTS_OF_OTHERS: readonly Documents[] = [
  { "guests/ada_red": {} },
  { "guests/bob_blue": {}, "guests/bob_": {} },
];
const READERS: readonly Documents[] = [
  { "users/bob": { role: "reader" } },
  { "users/bob": { role: UNREADABLE } },
  { "users/ada": {} },
];
const TEAMS_OF_OTHERS: readonly Documents[] = [
  { "teams/red": { owner: "ada" } },
  { "teams/red": {}, "teams/green": { owner: UNREADABLE } },
  { "teams/green": { owner: ["bob"] } },
];
const IN_TEAMS: readonly Fields[] = [
  ...HIDDEN,
  { team: "red" },
  { team: "green", author: "ada" },
  { team: { a: 1 } },
  { team: "a/b" },
];

/** What each kind of policy must not tell. */
export const policySituations: Readonly<Record<string, Situation>> = {
  "what is in the letters of others, whose ids are known": letters({
    access: { read: anyOf(mine, where("open", "==", true)), write: mine },
    ids: "open",
    twins: lettersThatAre(OWN, HIDDEN),
  }),
  "letters that no claim opens": letters({
    access: { read: ofClaims, write: ofClaims },
    twins: lettersIfAny({ author: "b@example.com", text: "mine" }, HIDDEN),
  }),
  "letters for editors, from others, and whether they are known to be none": letters({
    access: { read: ofEditors, write: ofEditors },
    twins: lettersIfAny(OWN, HIDDEN),
    besides: someOf(...NOT_EDITORS),
  }),
  "letters for all but readers, from readers, and from who may be one": letters({
    access: { read: ofOthers, write: ofOthers },
    twins: lettersIfAny(OWN, HIDDEN),
    besides: someOf(...READERS),
  }),
  "letters from who is banned, or where it is kept in memory": letters({
    access: {
      read: anyOf(mine, noCallerDocument("banned/{uid}", { maxAgeMs: 600_000 })),
      write: mine,
    },
    cache: { maxAgeMs: 600_000 },
    twins: lettersIfAny(OWN, HIDDEN),
    besides: fc.constantFrom<readonly [Documents, Documents]>([
      { "banned/bob": {} },
      { "banned/bob": { since: 1 } },
    ]),
  }),
  "letters of teams, from who owns none": letters({
    access: { read: anyOf(mine, ofTeam), write: anyOf(mine, ofTeam) },
    twins: lettersIfAny(OWN, IN_TEAMS),
    besides: someOf(...TEAMS_OF_OTHERS),
  }),
  "letters of teams, from who is a guest of another": letters({
    access: { read: anyOf(mine, ofGuests), write: anyOf(mine, ofGuests) },
    twins: lettersIfAny(OWN, IN_TEAMS),
    besides: someOf(...GUESTS_OF_OTHERS),
  }),
  "letters of teams, where ids are known": letters({
    access: { read: ofTeam, create: mine, update: ofTeam, delete: allOf(mine, ofTeam) },
    ids: "open",
    twins: lettersThatAre({}, IN_TEAMS),
    besides: someOf(...TEAMS_OF_OTHERS),
  }),
  "letters whose time is over": letters({
    access: {
      read: where("until", ">", requestTime()),
      update: where("until", ">", requestTime()),
    },
    twins: lettersIfAny({ until: { $timestamp: "2026-01-01T00:00:00.000001Z" } }, HIDDEN),
  }),
  "what else is in letters of which one field is everybody's to write": letters({
    access: { read: mine, update: anyOf(mine, allOf(signedIn(), onlyFields("likes"))) },
    twins: lettersThatAre(OWN, HIDDEN),
  }),
  "what is in letters that everybody may write, but for that": letters({
    access: { update: allOf(signedIn(), unchanged("text", "author", "open", "team")) },
    twins: lettersThatAre({}, HIDDEN),
  }),
  "letters whose author a function looks for": letters({
    access: {
      read: mine,
      write: writeCheck("mine before and after", ({ caller, before, after }) =>
        [before, after].every((part) => part === null || part["author"] === caller.uid),
      ),
    },
    twins: lettersIfAny(OWN, HIDDEN),
  }),
};
