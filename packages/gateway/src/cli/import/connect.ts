import { setTimeout } from "node:timers/promises";
import { MAX_WRITES, type CallableName, type Response } from "../../api/api.ts";
import { PlainError } from "../command/plain-error.ts";
import { emulatorPorts } from "../emulators/emulator-ports.ts";
import { emulatorProject } from "../emulators/emulator-project.ts";
import { callableUrls } from "../emulators/callable-urls.ts";
import { functionPath } from "../project/function-path.ts";
import type { Project } from "../tokens/issue-token.ts";
import { issueTokens } from "../tokens/issue-tokens.ts";
import { serviceIdentity } from "../tokens/sign-in.ts";
import { isTransient, UNREACHABLE, type ImportRefusal, type Success } from "./answer.ts";
import { GatewayClient } from "./gateway-client.ts";
import { TokenSource } from "./token-source.ts";

const MAX_ATTEMPTS = 5;
const RETRY_AFTER_MS = 1000;

/** Which gateway, and as whom. */
export interface Destination {
  readonly service: string;
  /** A deployed one, in that region or the gateway's own. @default the one that the emulators run */
  readonly project?: (Project & { readonly region: string | undefined }) | undefined;
  /** The app of the project that the service counts as. @default none: no App Check token */
  readonly appId?: string | undefined;
}

/** Where the functions of a gateway are found. */
export interface GatewayPlace {
  /** With firebase.json. */
  readonly folder: string;
  /** The names under which the functions are deployed. */
  readonly names: readonly string[];
  /** Where the functions run in a project. */
  readonly region: (project: string) => string;
}

/** A gateway that has answered. */
export interface Connection {
  readonly client: GatewayClient;
  /** Most writes that one call may have: more than the smallest quota of writes holds never passes. */
  readonly maxWrites: number;
  /** The server's clock before anything was written, where it told. */
  readonly connectedAt: Date | undefined;
}

/**
 * Asks the gateway what the service may do.
 *
 * @throws PlainError when it can't be reached or doesn't know the service
 */
export async function connect(
  { service, ...by }: Destination,
  place: GatewayPlace,
): Promise<Connection> {
  const identity = serviceIdentity(service, false);
  const tokens = new TokenSource(() => issueTokens({ identity, ...by }), Date.now);
  // First of all: where nothing runs, this says what to start.
  await tokens.current();
  const url =
    by.project === undefined ? await emulatorUrls(place) : deployedUrls(by.project, place);
  const client = new GatewayClient({ url, tokens });
  const answer = await askQuota(client);
  return { client, maxWrites: maxWritesOf(answer.result), connectedAt: answer.date };
}

/** A gateway that nobody has called for a while may fail at first, while it starts. */
async function askQuota(client: GatewayClient): Promise<Success<Response<"getQuota">>> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await client.call("getQuota", "{}");
    if (answer.ok) return answer;
    const isHopeless = !isTransient(answer) || answer.details["reason"] === UNREACHABLE;
    if (isHopeless || attempt === MAX_ATTEMPTS) throw new PlainError(messageOf(answer));
    await setTimeout(RETRY_AFTER_MS);
  }
}

/** Firebase's own handler says one word, whichever token is missing or wrong. */
function messageOf({ code, message }: ImportRefusal): string {
  if (code !== "unauthenticated") return message;
  return `${message}: the gateway takes no such token. Where its project enforces App Check, add --app-id.`;
}

type Urls = (name: CallableName) => string;

function deployedUrls(
  { id, region }: NonNullable<Destination["project"]>,
  place: GatewayPlace,
): Urls {
  const origin = `https://${region ?? place.region(id)}-${id}.cloudfunctions.net`;
  return (name) => `${origin}/${pathOf(name, place)}`;
}

async function emulatorUrls(place: GatewayPlace): Promise<Urls> {
  const { folder } = place;
  const origin =
    process.env["FUNCTIONS_EMULATOR_ORIGIN"] ??
    `http://127.0.0.1:${String(emulatorPorts(folder).functions)}`;
  const project = emulatorProject(folder);
  const urls = await callableUrls({ origin, project }).catch((cause: unknown) => {
    throw new PlainError(`The functions can't be reached at ${origin}: start the emulators.`, {
      cause,
    });
  });
  return (name) => {
    const [deployed = "", ...below] = pathOf(name, place).split("/");
    const url = urls.get(deployed);
    if (url !== undefined) return [url, ...below].join("/");
    throw new PlainError(
      `The emulator at ${origin} has no function ${deployed}: see what it says.`,
    );
  };
}

function pathOf(callable: CallableName, { names }: GatewayPlace): string {
  const path = functionPath(names, callable);
  if (path !== undefined) return path;
  throw new PlainError(`The gateway's functions lack ${callable}: export it, or database.`);
}

function maxWritesOf({ limits }: Response<"getQuota">): number {
  const capacities = limits.flatMap((limit) => (limit.class === "writes" ? limit.capacity : []));
  return Math.max(1, Math.floor(Math.min(MAX_WRITES, ...capacities)));
}
