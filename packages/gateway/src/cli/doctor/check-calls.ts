import { fault, good, type Finding } from "./finding.ts";
import { reasonIn, type Web, type WebAnswer } from "./web.ts";

/** Where a gateway and its database answer. */
export interface CallPlaces {
  /** The URL of the function that has all callables. */
  readonly database: string;
  /** The URL of Firestore's own documents. */
  readonly documents: string;
  /** What documents' names start with: `projects/<id>/databases/<id>/documents`. */
  readonly root: string;
  readonly project: string;
}

/** A path that no project declares. */
const UNDECLARED = "database-service-doctor/none";

/**
 * Makes one real call of each kind, as nobody: of a callable, by Firestore's protocol, and past the
 * gateway. Nothing is written, and nothing that is stored is read.
 */
export async function checkCalls(places: CallPlaces, web: Web): Promise<readonly Finding[]> {
  const { database, documents, root, project } = places;
  const log = `gcloud logging read 'severity>=WARNING' --freshness=10m --project ${project}`;
  const [own, refused, rest, direct] = await Promise.all([
    web({ url: `${database}/getQuota`, body: { data: {} }, as: "nobody" }),
    web({ url: `${database}/getDocument`, body: { data: { path: UNDECLARED } }, as: "nobody" }),
    web({ url: `${database}/v1/${root}/${UNDECLARED}`, as: "nobody" }),
    web({ url: `${documents}/${UNDECLARED}`, as: "nobody" }),
  ]);
  return [
    // Where App Check is enforced, nobody without it is answered: that is an answer too.
    expected(own, [200, 401], { what: "A call of getQuota", command: log }),
    expected(refused, [401, 403], { what: "A call for what is not declared", command: log }),
    expected(rest, [401, 403], { what: "The same by Firestore's protocol", command: log }),
    expected(direct, [401, 403], {
      what: "A direct read past the gateway",
      command: `npm run database-service -- deploy --project ${project}`,
    }),
  ];
}

function expected(
  answer: WebAnswer,
  statuses: readonly number[],
  { what, command }: { readonly what: string; readonly command: string },
): Finding {
  const { status } = answer;
  const isRight = statuses.includes(status);
  if (isRight)
    return good(`${what} is ${status === 200 ? "answered" : "refused"}, as it should be.`);
  const wanted = statuses.includes(200) ? "answered" : "refused";
  return fault(`${what} was not ${wanted}: ${reasonIn(answer)}`, command);
}
