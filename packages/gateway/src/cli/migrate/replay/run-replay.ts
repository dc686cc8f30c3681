import { setTimeout as wait } from "node:timers/promises";
import {
  EMULATOR_OWNER,
  applicationDefaultCredentials,
} from "../../../documents/rest/firestore-credentials.ts";
import { PlainError } from "../../command/plain-error.ts";
import { readTextFile } from "../../command/read-text-file.ts";
import { readShadowLines } from "../stage/shadow-lines.ts";
import { REPLAY_HELP, readReplayArguments } from "./replay-arguments.ts";
import { replayCases } from "./replay-case.ts";
import { replayReads } from "./replay-reads.ts";
import { replayJson, replayText } from "./replay-report.ts";
import type { ReplaySide } from "./replay-sides.ts";

interface ReplayOutput {
  print(text: string): void;
  tell(text: string): void;
  readonly directory: string;
  /** The variables of the process, which say who asks. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const TELL_EVERY = 20;

/**
 * `database-service migrate replay`: answers the exit code.
 *
 * @throws MisuseError, PlainError
 */
export async function runReplay(args: readonly string[], output: ReplayOutput): Promise<number> {
  const request = readReplayArguments(args, output.directory);
  if (request === undefined) {
    output.print(REPLAY_HELP);
    return 0;
  }
  const { files, gateway, project, staleMs, values, format } = request;
  const cases = replayCases(files.flatMap((file) => readShadowLines(readTextFile(file), file)));
  const replayed = await replayReads({
    cases,
    staleMs,
    ...(project !== undefined && { project }),
    direct: directSide(output.environment),
    gateway: gatewaySide(gateway, output.environment),
    wait,
    onDone: (done) => {
      if (done % TELL_EVERY === 0) output.tell(`${String(done)} of ${String(cases.length)} ...\n`);
    },
  });
  output.print(format === "json" ? replayJson(replayed, values) : replayText(replayed, values));
  return replayed.every(({ outcome }) => outcome === "equal") ? 0 : 1;
}

function gatewaySide(url: string, environment: ReplayOutput["environment"]): ReplaySide {
  const { GATEWAY_TOKEN: token, GATEWAY_APP_CHECK_TOKEN: appCheck } = environment;
  const headers = {
    ...(token && { authorization: `Bearer ${token.trim()}` }),
    ...(appCheck && { "x-firebase-appcheck": appCheck.trim() }),
  };
  return { name: "The gateway", url: `${url}/v1/`, headers: () => Promise.resolve(headers) };
}

function directSide(environment: ReplayOutput["environment"]): ReplaySide {
  const { DIRECT_TOKEN: token, FIRESTORE_EMULATOR_HOST: emulator } = environment;
  const url = emulator ? `http://${emulator}/v1/` : "https://firestore.googleapis.com/v1/";
  const credentials = emulator
    ? EMULATOR_OWNER
    : applicationDefaultCredentials(() => performance.now());
  const headers = async () => ({
    authorization: token ? `Bearer ${token.trim()}` : await authorization(credentials),
  });
  return { name: "Firestore", url, headers };
}

async function authorization(credentials: {
  authorization(): string | Promise<string>;
}): Promise<string> {
  try {
    return await credentials.authorization();
  } catch (cause) {
    throw new PlainError(
      `Firestore can't be asked as Google's application default credentials: ${(cause as Error).message}`,
      { cause },
    );
  }
}
