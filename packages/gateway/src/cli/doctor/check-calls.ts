import { deployCommand } from "./deploy-command.ts";
import { fault, good, type Finding } from "./finding.ts";
import { reasonIn, type Web, type WebAnswer } from "./web.ts";

/** Where a gateway and its database answer. */
export interface CallPlaces {
  /** The URL of a callable, by its name; undefined for one that is not deployed. */
  readonly callable: (name: string) => string | undefined;
  /** The URL of the function that has Firestore's own protocol; undefined where it is not deployed. */
  readonly rest: string | undefined;
  /** The URL of the function that has streams; undefined where it is not deployed. */
  readonly listen: string | undefined;
  /** The URL of Firestore's own documents. */
  readonly documents: string;
  /** What documents' names start with: `projects/<id>/databases/<id>/documents`. */
  readonly root: string;
  readonly project: string;
}

/** A path that no project declares. */
const UNDECLARED = "database-service-doctor/none";

/**
 * Makes one real call of each kind, as nobody: of a callable, by Firestore's protocol, for a stream,
 * and past the gateway. Nothing is written, and nothing that is stored is read.
 */
export async function checkCalls(places: CallPlaces, web: Web): Promise<readonly Finding[]> {
  const { callable, rest, listen, documents, root, project } = places;
  const log = `gcloud logging read 'severity>=WARNING' --freshness=10m --project ${project}`;
  const refused = { statuses: [401, 403], command: log } as const;
  const asked: readonly (AskedCall | undefined)[] = [
    // Where App Check is enforced, nobody without it is answered: that is an answer too.
    at(callable("getQuota"), {
      what: "A call of getQuota",
      body: { data: {} },
      statuses: [200, 401],
      command: log,
    }),
    at(callable("getDocument"), {
      what: "A call for what is not declared",
      body: { data: { path: UNDECLARED } },
      ...refused,
    }),
    at(rest && `${rest}/v1/${root}/${UNDECLARED}`, {
      what: "The same by Firestore's protocol",
      ...refused,
    }),
    at(listen, {
      what: "A stream of nothing",
      body: { data: { targets: [] } },
      ...refused,
      statuses: [400, 401],
    }),
    at(`${documents}/${UNDECLARED}`, {
      what: "A direct read past the gateway",
      ...refused,
      command: deployCommand(project),
    }),
  ];
  const calls = asked.filter((one) => one !== undefined);
  return Promise.all(
    calls.map(async ({ url, body, ...call }) =>
      expected(await web({ url, as: "nobody", ...(body && { body }) }), call),
    ),
  );
}

interface CallToMake {
  readonly what: string;
  /** @default a GET */
  readonly body?: object;
  /** What it is to be answered with. */
  readonly statuses: readonly number[];
  readonly command: string;
}

type AskedCall = CallToMake & { readonly url: string };

function at(url: string | undefined, call: CallToMake): AskedCall | undefined {
  return url === undefined ? undefined : { url, ...call };
}

function expected(answer: WebAnswer, { what, statuses, command }: CallToMake): Finding {
  const { status } = answer;
  const isRight = statuses.includes(status);
  if (isRight)
    return good(`${what} is ${status === 200 ? "answered" : "refused"}, as it should be.`);
  const wanted = statuses.includes(200) ? "answered" : "refused";
  return fault(`${what} was not ${wanted}: ${reasonIn(answer)}`, command);
}
