import { callCallable } from "../gateway/call-callable.ts";
import type { Tokens } from "../../packages/gateway/src/cli/tokens/issue-tokens.ts";
import { serviceIdentity } from "../../packages/gateway/src/cli/tokens/sign-in.ts";
import type { TokenIdentity } from "../../packages/gateway/src/cli/tokens/sign-in.ts";

/** One batchWrite of the example data, and who may make it. */
interface ExampleBatch {
  readonly identity: TokenIdentity;
  readonly writes: readonly object[];
}

/** The document that what `npm start` prints reads. */
export const EXAMPLE_PATH = "movies/paper-lighthouse";

/** A row of the collection `movies` of which nothing is known but its title. */
export const UNKNOWN_MOVIE = {
  "US Gross": null,
  "Worldwide Gross": null,
  "US DVD Sales": null,
  "Production Budget": null,
  "Release Date": null,
  "MPAA Rating": null,
  "Running Time min": null,
  Distributor: null,
  Source: null,
  "Major Genre": null,
  "Creative Type": null,
  Director: null,
  "Rotten Tomatoes Rating": null,
  "IMDB Rating": null,
  "IMDB Votes": null,
};

/** Films that nobody made. */
const MOVIES = {
  [EXAMPLE_PATH]: {
    Title: "The Paper Lighthouse",
    "US Gross": 4812300,
    "Worldwide Gross": 9640150,
    "Release Date": "Mar 08 2002",
    "Running Time min": 97,
    "Major Genre": "Drama",
    Director: "Ines Valdor",
    "IMDB Rating": 7.6,
  },
  "movies/winter-timetable": {
    Title: "Winter Timetable",
    "US Gross": 1204880,
    "Worldwide Gross": 3377100,
    "Release Date": "Nov 17 2006",
    "Running Time min": 112,
    "Major Genre": "Drama",
    Director: "Ines Valdor",
    "IMDB Rating": 7.1,
  },
  "movies/nine-green-bicycles": {
    Title: "Nine Green Bicycles",
    "US Gross": 22950470,
    "Worldwide Gross": 41000000,
    "Release Date": "Jun 03 2009",
    "MPAA Rating": "PG",
    "Major Genre": "Comedy",
    Director: "Tomas Okafor-Lind",
    "IMDB Rating": 6.4,
  },
  "movies/signal-from-kestrel": {
    Title: "Signal from Kestrel",
    "Production Budget": 60000000,
    "Release Date": "Aug 21 2010",
    "Major Genre": "Thriller/Suspense",
    "IMDB Rating": 5.9,
  },
  "movies/untitled-harbour-project": { Title: "Untitled Harbour Project" },
};

const NOTES = {
  "users/ada/notes/welcome": { text: "Only ada reads this, and admins.", pinned: true },
  "users/ada/notes/errands": { text: "Stamps, string, the good tea." },
};

/** All that the example data is. */
export const EXAMPLE_PATHS: readonly string[] = [...Object.keys(MOVIES), ...Object.keys(NOTES)];

const BATCHES: readonly ExampleBatch[] = [
  {
    identity: serviceIdentity("catalog", false),
    writes: Object.entries(MOVIES).map(([path, data]) => set(path, { ...UNKNOWN_MOVIE, ...data })),
  },
  {
    identity: { uid: "ada", claims: {} },
    writes: Object.entries(NOTES).map(([path, data]) => set(path, data)),
  },
];

/**
 * Writes the example data as any caller would: through the gateway, by who may write it.
 *
 * @throws Error with the gateway's message when it refuses.
 */
export async function loadExampleData(
  urls: ReadonlyMap<string, string>,
  signIn: (identity: TokenIdentity) => Promise<Tokens>,
): Promise<void> {
  const batchWrite = urls.get("batchWrite");
  if (batchWrite === undefined) throw new Error("there is no callable batchWrite.");
  for (const { identity, writes } of BATCHES) {
    await callCallable(batchWrite, { writes }, await signIn(identity));
  }
}

function set(path: string, data: object): object {
  return { op: "set", path, data };
}
